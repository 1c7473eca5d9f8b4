using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>What a version of the kernel makes of a collision, by published figures and by the reference.</summary>
public class KernelVersionTests
{
    [Theory]
    [InlineData("4.12", "irq0-edge", 3_794_360, 292_250, 37_569_250)]
    [InlineData("4.12", "irq0-level", 3_821_700, 293_250, 37_824_250)]
    [InlineData("4.13", "irq0-edge", 530_460, 39_250, 5_184_250)]
    [InlineData("6.17", "irq0-edge", 530_460, 39_250, 5_184_250)]
    [InlineData("6.17", "irq0-level", 532_200, 39_250, 5_184_250)]
    [InlineData("6.17", "irq0-fasteoi", 504_700, 38_250, 4_929_250)]
    public void A_masked_chip_is_not_masked_again_from_4_13(string kernel, string design, double cpuNs, long longest, long total)
    {
        Scenario scenario = Given.Aligned(256).On(kernel);
        DesignResult result = Rig.Run(scenario with { Costs = scenario.Costs with { IoApicEoiRegister = 0 } }, design).Result;
        Assert.Equal(cpuNs, result.CpuNsPerTick);
        Assert.Equal(new LockWaits(total, longest, 256), result.LockWaitNs);
    }

    [Theory]
    [InlineData("4.12", "irq0-edge@local", 3, 27, 1, 3, 3, 6_122)]
    [InlineData("4.12", "irq0-level@local", 3, 27, 0, 3, 3, 5_739)]
    [InlineData("6.17", "irq0-edge@local", 6, 24, 3, 3, 3, 7_299)]
    [InlineData("6.17", "irq0-level@local", 30, 0, 0, 0, 3, 7_350)]
    public void A_periodic_local_timer_dies_one_by_one_or_not_at_all(
        string kernel, string design, long dropped, long masked, long spurious, int stalled, int starved, double cpuNs)
    {
        DesignResult r = Rig.Run(Given.Aligned(4, TickMode.Periodic).On(kernel), design).Result;
        Assert.Equal((40, 10, dropped, masked), (r.Ticks.Raised, r.Ticks.Handled, r.Ticks.Dropped, r.Ticks.Masked));
        Assert.Equal((spurious, stalled, starved), (r.SpuriousRuns, r.StalledCpus, r.StarvedCpus));
        Assert.Equal(cpuNs, Math.Round(r.CpuNsPerTick!.Value));
    }

    public static TheoryData<string, int, string, TickMode> Collisions()
    {
        TheoryData<string, int, string, TickMode> data = new();
        foreach (string kernel in (string[])["2.6.24", "2.6.39", "4.12", "4.13", "6.17"])
        {
            foreach (int cpus in (int[])[1, 2, 3, 7, 40, 256])
            {
                foreach (string design in (string[])["irq0-edge", "irq0-edge@local", "irq0-level", "irq0-level@local", "irq0-fasteoi"])
                {
                    data.Add(kernel, cpus, design, TickMode.OneShot);
                    data.Add(kernel, cpus, design, TickMode.Periodic);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Collisions))]
    public void A_collision_ends_as_in_the_reference(string kernel, int cpus, string design, TickMode mode)
    {
        Scenario scenario = Given.Aligned(cpus, mode, periods: 20 + cpus).On(kernel);
        scenario = scenario with
        {
            Tick = scenario.Tick with { Hz = 250, Handler = DurationTable.Constant(3_700) },
            Run = scenario.Run with { DurationNs = 4 * scenario.Run.DurationNs },
            Machine = scenario.Machine with { Irq0Target = -1 },
            Costs = scenario.Costs with { IoApicMask = 700, IoApicUnmask = 1_300, LocalMask = 90, IoApicFlowQuirk = 1_900 },
        };
        Design found = DesignLibrary.Find(design)!;
        long eoi = scenario.Kernel < KernelVersion.Parse("2.6.33") ? scenario.Costs.IoApicFlowQuirk : scenario.Costs.IoApicEoiRegister;
        ReferenceCollision expected = new(scenario, found.Flow, found.Chip, eoi);
        Rig rig = Rig.Run(scenario, found);
        TickTotals t = rig.Result.Ticks;
        Assert.Equal(
            (expected.Raised, expected.Handled, expected.Dropped, expected.Masked, expected.Spurious),
            (t.Raised, t.Handled, t.Dropped, t.Masked, rig.Result.SpuriousRuns));
        Assert.Equal((double)expected.CpuNs / expected.Handled, rig.Result.CpuNsPerTick);
        Assert.Equal((expected.WaitNs, expected.LongestWaitNs), (rig.Result.LockWaitNs.Total, rig.Result.LockWaitNs.Max));
    }

    [Theory]
    [InlineData("2.6.32", 32, 2_000, true)]
    [InlineData("2.6.33", 32, 100, false)]
    [InlineData("2.6.33", 17, 2_000, true)]
    [InlineData("3.1", 17, 2_000, true)]
    [InlineData("3.2", 17, 2_000, false)]
    [InlineData("6.17", 32, 100, false)]
    public void The_level_quirk_follows_kernel_and_io_apic(string kernel, int version, long ns, bool flips)
    {
        Scenario scenario = new() { Name = "quirk", Kernel = KernelVersion.Parse(kernel) };
        LevelQuirk quirk = new(scenario with { Machine = scenario.Machine with { IoApicVersion = version } });
        Assert.Equal((ns, flips), (quirk.OwnNs, quirk.FlipsPin));
    }

    [Theory] // Two read-modify-writes under ioapic_lock in each section with an eoi.
    [InlineData("2.6.24", "irq0-fasteoi", 7_085_700, 546_250)]
    [InlineData("2.6.24", "irq0-edge-eoi", 7_086_215, 546_250)] // 7,085,760 with the high-resolution tick
    [InlineData("2.6.24", "irq0-edge", 3_794_815, 292_250)] // 3,794,360
    [InlineData("2.6.33", "irq0-fasteoi", 833_750, 63_650)]
    public void The_quirk_turns_the_ranking_round_until_there_is_an_eoi_register(
        string kernel, string design, double cpuNs, long longest)
    {
        DesignResult result = Rig.Run(Repository.Check("quirk").On(kernel), design).Result;
        Assert.Equal((cpuNs, longest), (result.CpuNsPerTick, result.LockWaitNs.Max));
    }

    [Theory] // Removing the action while PENDING.
    [InlineData("irq0-edge-eoi")]
    [InlineData("irq0-edge")]
    public void A_pending_edge_does_not_run_again_when_its_action_is_gone(string design)
    {
        Scenario scenario = Repository.Check("eeoi");
        Assert.Equal(0, Rig.Run(scenario, design).Result.SpuriousRuns);
    }

    [Theory]
    [InlineData("irq0-fasteoi", "2.6.27", 1, 1)] // to the CPU that enables the line
    [InlineData("irq0-fasteoi", "2.6.28", 0, 1)] // to the line's target
    [InlineData("irq0-edge@local", "5.6", -1, 0)] // no retrigger, no tasklet
    [InlineData("irq0-edge@local", "5.7", 1, 1)]
    public void A_remembered_edge_is_sent_again_by_chip_and_version(string design, string kernel, int cpu, int resends)
    {
        LineOperation disable = new() { Action = LineAction.Disable, TimeNs = 1_000 };
        LineOperation enable = new() { Action = LineAction.Enable, TimeNs = Given.Period + 500_000, Cpu = 1 };
        Rig rig = Rig.Run(Given.Arrivals(0, 100_000).On(kernel).With(disable, enable), design);
        Assert.Equal(resends, rig.Line.Resends);
        (int Cpu, long Time)[] runs = rig.When(Tickstorm.Tracing.TraceKind.HandlerEnter);
        Assert.Equal(cpu >= 0 ? [cpu] : [], runs.Select(run => run.Cpu));
    }
}
