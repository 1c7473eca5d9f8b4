using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>
/// Three CPUs with four devices, softirqs, calls that wait and tasks that sleep, at random: at every commit each tick is somewhere, at the
/// end each interrupt has had its EOI, and all engines agree. A failure names the seed.
/// </summary>
public class RandomNestingTests
{
    [Fact]
    public void Conservation_and_one_eoi_each_hold_under_random_nesting_on_every_engine()
    {
        long nested = 0, waits = 0;
        for (int seed = 1; seed <= 40; seed++)
        {
            Scenario scenario = Make(seed);
            string design = (seed % 3) switch { 0 => "native-lapic", 1 => "vmi-percpu", _ => "irq0-percpu-reserved" };
            DesignResult expected = Simulator.Run(
                scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true });
            Assert.True(expected.Constraints.Single(c => c.Id == "C6").Kept is true, $"seed {seed}: C6");
            Assert.Equal(expected.Ticks.Raised, Settled(expected.Ticks));
            nested += expected.Life!.Nested;
            waits += expected.Life.CallWaitTotalNs;
            long window = Agreement.Windows[seed % 5];
            SameResult.Assert(
                expected,
                Simulator.Run(
                    scenario, design,
                    new EngineOptions
                    {
                        WhatIf = true, Threads = 1 + seed % 3, WindowNs = window, PerCpu = true, Check = true, AllTogether = true,
                    }),
                $"seed {seed}: {design}, windows of {window} ns");
        }

        Assert.True(nested > 1_000 && waits > 1_000_000, $"{nested} nested, {waits} ns of waiting");
    }

    private static long Settled(TickTotals t) => t.Handled + t.Coalesced + t.Dropped + t.Masked + t.Pending;

    private static Scenario Make(int seed)
    {
        Random random = new(seed);
        bool old = random.Next(4) > 0;
        return new Scenario
        {
            Name = $"nesting-{seed}",
            Kernel = KernelVersion.Parse(old ? "2.6.24" : "6.1"),
            Machine = new MachineShape { Cpus = 3, Packages = 1 },
            Tick = new TickSetup
            {
                Hz = 1_000, Phases = PhaseKind.Random, NoHz = random.Next(2) == 0,
                Handler = DurationTable.Constant(random.Next(500, 20_000)),
            },
            Workload = new Workload
            {
                Busy = random.Next(1, 4),
                Tasks = random.Next(2) == 0 ? [] : [new TaskLoad { SleepNs = random.Next(1_000, 3_000_000), RunNs = 400_000 }],
                ReschedulePerSecond = random.Next(2_000),
                CallFunctionPerSecond = random.Next(2_000),
                CallsWait = random.Next(2) == 0,
                ShootDownsPerSecond = seed % 3 == 0 ? 1_000 : 0,
                Job = seed % 4 == 0 ? new() { StepNs = 70_000 } : new(),
                IrqsOffPerSecond = random.Next(1_000),
                Softirqs = random.Next(2) == 0 ? Vectors(seed)
                    : new() { TickNs = random.Next(60_000), DeviceNs = random.Next(60_000) },
                Devices =
                [
                    .. Enumerable.Range(0, 4).Select(i => new DeviceLoad
                    {
                        Irq = 4 + i, PerSecond = random.Next(100, 5_000), Level = random.Next(2) == 0, Cpu = random.Next(3),
                        HandlerNs = random.Next(1_000, 80_000), IrqsOff = random.Next(4) == 0,
                    }),
                ],
            },
            Run = new RunPlan { DurationNs = 30_000_000, Seed = (ulong)seed },
        };
    }

    private static SoftirqLoad Vectors(int seed) => seed % 4 == 1 ? new() : new()
    {
        Vectors =
        [
            new() { Vector = SoftirqVector.Sched, PerMillion = 100_000 * (1 + seed % 9), Length = DurationTable.Constant(30_000) },
            new() { Cpus = [1], Vector = SoftirqVector.NetRx, Length = new DurationTable([(1_000 * seed, 3), (90_000, 1)]) },
        ],
    };
}
