using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>6.17: the new single target of an edge line waits for the old CPU to finish.</summary>
public class BusyWaitTests
{
    private static readonly LineOperation s_moveTo1 = new() { TimeNs = Given.Period + 1_000, Action = LineAction.SetTarget, Cpu = 1 };

    [Fact] // S17
    public void The_new_target_waits_and_runs_itself()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 3_000).On("6.17").With(s_moveTo1), "irq0-edge");
        Assert.Equal([0, 1], rig.Of(TraceKind.HandlerEnter).Select(r => r.Cpu));
        Assert.Equal((2, 2, 0, 0), (rig.Line.Runs, rig.Line.Kstat, rig.Line.PendingSets, rig.Line.Masks));
        Assert.Empty(rig.Of(TraceKind.SpuriousRun));
        long end = rig.Of(TraceKind.HandlerExit).Single(r => r.Cpu == 0).Time;
        // Section of the end, then CPU 1's own.
        Assert.Equal(end + 300, rig.Of(TraceKind.HandlerEnter)[1].Time);
        Assert.Equal((2, 0), (rig.Result.Ticks.Handled, rig.Result.Ticks.Dropped));
    }

    [Fact] // S18
    public void Another_cpu_is_remembered_and_run_for_on_the_old_one()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 900_000, 3_000).On("6.17").With(s_moveTo1), "irq0-edge");
        Assert.Equal([0, 0, 1], rig.Of(TraceKind.HandlerEnter).Select(r => r.Cpu));
        Assert.Equal(2, rig.Of(TraceKind.PendingSet).Single().Cpu);
        Assert.Equal((1, 1), (rig.Line.Masks, rig.Line.Unmasks));
        Assert.Equal(1u, rig.Cpu(2).Dropped);
    }

    [Theory] // Up to 6.16 nobody waits.
    [InlineData("2.6.21")]
    [InlineData("2.6.24")]
    [InlineData("2.6.39")]
    [InlineData("6.16")]
    public void Before_6_17_the_new_target_is_dropped_like_any_other(string kernel)
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 3_000).On(kernel).With(s_moveTo1), "irq0-edge");
        Assert.Equal([0, 0], rig.Of(TraceKind.HandlerEnter).Select(r => r.Cpu));
        Assert.Equal(1u, rig.Cpu(1).Dropped);
    }

    [Fact] // Section 1.11, last row of the handlers: N-2 lost.
    public void With_a_single_target_all_but_winner_and_target_lose()
    {
        Scenario scenario = Given.Aligned(8, TickMode.Periodic).On("6.17");
        scenario = scenario with { Machine = scenario.Machine with { Irq0Target = 5 } };
        Rig rig = Rig.Run(scenario, "irq0-edge");
        Assert.Equal((80, 20, 60), (rig.Result.Ticks.Raised, rig.Result.Ticks.Handled, rig.Result.Ticks.Dropped));
        Assert.Equal((10u, 10u), (rig.Cpu(0).Handled, rig.Cpu(5).Handled));
    }

    [Fact] // The same, one-shot: N-2 stall.
    public void With_a_single_target_all_but_winner_and_target_stall()
    {
        Scenario scenario = Given.Aligned(8).On("6.17");
        scenario = scenario with { Machine = scenario.Machine with { Irq0Target = 5 } };
        Assert.Equal(6, Rig.Run(scenario, "irq0-edge").Result.StalledCpus);
    }
}
