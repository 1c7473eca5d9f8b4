using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>
/// Interrupts from outside at any moment, of any vector, and writes of registers, beside everything else that a scenario can say: no tick
/// gets lost among them, and all engines agree. A failure names the seed.
/// </summary>
public class RandomInjectionTests
{
    [Fact]
    public void Ticks_are_conserved_and_all_engines_agree_whatever_comes_from_outside()
    {
        long changed = 0, runs = 0;
        for (int seed = 1; seed <= 50; seed++)
        {
            (Scenario plain, string design) = (seed % 5) switch
            {
                0 => RandomScenario.MakeLiving(seed),
                1 => RandomScenario.MakeHosted(seed),
                2 => RandomScenario.MakeSleeping(seed),
                3 => RandomScenario.MakeMoving(seed),
                _ => RandomScenario.Make(seed),
            };
            Random random = new(seed);
            Scenario scenario = plain with { Workload = plain.Workload with { Injections = Injections(random, plain) } };
            EngineOptions options = new() { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true };
            DesignResult expected = Simulator.Run(scenario, design, options);
            if (!expected.Supported) continue;
            string what = $"seed {seed}: {design} of {scenario.Kernel} on {scenario.Machine.Cpus} CPUs";
            TickTotals t = expected.Ticks;
            Assert.True(t.Raised == t.Handled + t.Coalesced + t.Dropped + t.Masked + t.Pending, what);
            long window = Agreement.Windows[seed % 5];
            options = options with { Kind = "parallel", Threads = 1 + seed % 2, WindowNs = window, AllTogether = seed % 3 > 0 };
            SameResult.Assert(expected, Simulator.Run(scenario, design, options), $"{what}, windows of {window} ns");
            DesignResult general = Simulator.Run(scenario, design, options with { Kind = "sequential", GeneralPaths = true });
            SameResult.Assert(expected, general, $"{what}, without straight lines");
            runs++;
            if (Simulator.Run(plain, design, options).Digest != expected.Digest) changed++;
        }

        Assert.True(runs > 40 && changed == runs, $"{changed} of {runs} runs changed");
    }

    private static List<CpuInjection> Injections(Random random, Scenario scenario)
    {
        // Those of ticks, of IPIs and of devices are among them.
        int[] vectors = [CpuInjection.Nmi, 0xef, 0xec, 0xfd, 0xfc, 0xfb, 0x30, 0x31, 0x20, 0x21, 0x39];
        return
        [
            .. Enumerable.Range(0, random.Next(1, 12)).Select(_ => new CpuInjection
            {
                TimeNs = random.NextInt64(1, scenario.Run.DurationNs), Cpu = random.Next(scenario.Machine.Cpus),
                Vector = random.Next(3) > 0 ? vectors[random.Next(vectors.Length)] : random.Next(16, 256),
            })
                .Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Write(random, scenario)))
                .Concat(Entries(random, scenario)).Distinct().OrderBy(injection => injection.TimeNs),
        ];
    }

    private static CpuInjection Write(Random random, Scenario scenario)
    {
        WrittenRegister[] all = [.. Enum.GetValues<WrittenRegister>().Where(one => one != WrittenRegister.None && !one.IsOfIoApic())];
        WrittenRegister register = all[random.Next(all.Length)];
        uint value = random.Next(2) > 0 ? 0 : register switch
        {
            WrittenRegister.TaskPriority => (uint)random.Next(256),
            WrittenRegister.LvtTimer => WrittenRegisters.MaskBit,
            WrittenRegister.SpuriousVector => WrittenRegisters.EnableBit,
            _ => 0,
        };
        return new CpuInjection
        {
            TimeNs = random.NextInt64(1, scenario.Run.DurationNs), Cpu = random.Next(scenario.Machine.Cpus), Register = register,
            Value = value,
        };
    }

    // Of IRQ0 and of the devices at pins: masks, and other targets.
    private static IEnumerable<CpuInjection> Entries(Random random, Scenario scenario)
    {
        int[] pins = [2, .. scenario.Workload.Devices.Where(device => device.Kind == DeviceKind.Pin).Select(device => device.Irq)];
        if (!scenario.Machine.MadtOverride) pins[0] = 0;
        for (int count = random.Next(12); count > 0; count--)
        {
            bool high = random.Next(3) == 0;
            uint cpu = (uint)random.Next(Math.Min(256, scenario.Machine.Cpus)) << WrittenRegisters.DestinationShift;
            yield return new CpuInjection
            {
                TimeNs = random.NextInt64(1, scenario.Run.DurationNs), Pin = pins[random.Next(pins.Length)],
                Register = high ? WrittenRegister.RedirectionHigh : WrittenRegister.RedirectionLow,
                Value = high ? cpu : random.Next(2) == 0 ? 0 : WrittenRegisters.MaskBit,
            };
        }
    }
}
