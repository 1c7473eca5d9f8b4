using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>What must balance on every CPU under every design. Conservation itself is checked at every commit of every rig.</summary>
public class LedgerTests
{
    public static TheoryData<string, TickMode> Everything()
    {
        TheoryData<string, TickMode> data = new();
        foreach (Design design in DesignLibrary.All)
        {
            foreach (TickMode mode in Enum.GetValues<TickMode>())
            {
                if (mode == TickMode.OneShot && !design.OneShot) continue;
                data.Add(design.Name, mode);
                foreach (ChipKind chip in DesignLibrary.VariantsOf(design).Where(chip => chip != design.Chip))
                    data.Add($"{design.Name}@{chip.Name()}", mode);
            }
        }

        return data;
    }

    [Theory] // S76
    [MemberData(nameof(Everything))]
    public void Each_raised_tick_is_in_exactly_one_place(string design, TickMode mode)
    {
        Rig rig = Rig.Run(Busy(mode), design);
        foreach (CpuLedger cpu in rig.Result.PerCpu!)
        {
            TickTotals t = cpu.Ticks;
            Assert.Equal(t.Raised, t.Handled + t.Coalesced + t.Dropped + t.Masked + t.Pending);
            Assert.Equal(t.Raised, rig.Count(TraceKind.Raised, cpu.Cpu));
            Assert.Equal(t.Masked, rig.Count(TraceKind.Masked, cpu.Cpu));
            Assert.Equal(t.Coalesced, rig.Count(TraceKind.Coalesced, cpu.Cpu));
            // A device's run again is for an edge of its own.
            Assert.Equal(cpu.SpuriousRuns, rig.Records.Count(r => r.Kind == TraceKind.SpuriousRun && r.Cpu == cpu.Cpu && r.Line <= 0));
        }
    }

    [Theory] // S77
    [MemberData(nameof(Everything))]
    public void Eoi_pairs_with_dispatch_but_in_the_designs_that_break_it(string design, TickMode mode)
    {
        Rig rig = Rig.Run(Busy(mode), design);
        bool takenOver = design.StartsWith("irq0-percpu-taken-over", StringComparison.Ordinal);
        bool breaks = design is "irq0-simple" or "irq0-simple@local" or "irq0-percpu-io-apic-chip" or "irq0-percpu-reserved@io-apic"
            || design.EndsWith("@xt-pic", StringComparison.Ordinal) && !takenOver && !design.Contains("broadcast", StringComparison.Ordinal);
        Assert.Equal(!breaks, rig.Result.Constraints.Single(c => c.Id == "C6").Kept);
        if (breaks) return;
        // Each EOI ends the vector that was dispatched last of those that have not ended, and nothing ends twice.
        foreach (
            IGrouping<int, TraceRecord> cpu in rig.Records.Where(r => r.Kind is TraceKind.Dispatched or TraceKind.Eoi).GroupBy(r => r.Cpu))
        {
            Stack<short> open = new();
            foreach (TraceRecord step in cpu)
            {
                if (step.Kind == TraceKind.Dispatched) open.Push(step.Vector);
                else Assert.Equal(open.Pop(), step.Vector);
            }

            Assert.InRange(open.Count, 0, 3);
        }
    }

    [Theory] // S78
    [MemberData(nameof(Everything))]
    public void Every_irq_enter_has_its_irq_exit(string design, TickMode mode)
    {
        Rig rig = Rig.Run(Busy(mode), design);
        Assert.True(rig.Result.IrqEnters > 0);
        for (int cpu = 0; cpu < rig.Machine.Cores.Length; cpu++)
        {
            int nesting = 0;
            foreach (TraceRecord r in rig.Records.Where(r => r.Cpu == cpu && r.Kind is TraceKind.Dispatched or TraceKind.Returned))
            {
                if (r.Cpu != cpu) continue;
                nesting += r.Kind == TraceKind.Dispatched ? 1 : -1;
                // A device's handler of 2.6.24 takes interrupts.
                Assert.InRange(nesting, 0, 3);
            }

            Assert.Equal(rig.Cpu(cpu).Enters, rig.Cpu(cpu).Exits + (uint)nesting);
            Assert.Equal(rig.Cpu(cpu).Enters, rig.Cpu(cpu).Dispatched);
        }
    }

    // Collisions, IPIs, sections with interrupts off, two devices.
    private static Scenario Busy(TickMode mode)
    {
        Scenario scenario = Given.Aligned(8, mode, periods: 20);
        return scenario with
        {
            Tick = scenario.Tick with
            {
                PhaseList = [0, 0, 0, 3_000, 3_000, 400_000, 402_000, 404_000], Handler = new DurationTable([(2_000, 3), (9_000, 1)]),
            },
            Workload = new Workload
            {
                ReschedulePerSecond = 3_000,
                CallFunctionPerSecond = 1_000,
                IrqsOffPerSecond = 2_000,
                Devices =
                    [new DeviceLoad { Irq = 4, PerSecond = 5_000, Cpu = 1 },
                    new DeviceLoad { Irq = 16, PerSecond = 9_000, Level = true, Cpu = 2 }],
            },
        };
    }
}
