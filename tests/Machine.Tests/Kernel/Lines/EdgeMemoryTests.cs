using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>The one bit that an edge handler remembers.</summary>
public class EdgeMemoryTests
{
    [Theory] // S05
    [InlineData("irq0-edge")]
    [InlineData("irq0-edge-eoi")]
    public void Five_arrivals_during_a_run_collapse_to_one_re_run(string design)
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 900, 1_800, 2_700, 3_600, 4_400), design);
        Assert.Equal([0, 0], rig.Of(TraceKind.HandlerEnter).Select(r => r.Cpu));
        Assert.Equal((2, 1, 1), (rig.Line.Runs, rig.Line.Kstat, rig.Line.PendingSets));
        Assert.Equal(5, rig.Result.Ticks.Dropped);
    }

    [Fact] // S06
    public void An_arrival_in_the_run_and_one_in_the_re_run_make_three_runs()
    {
        // One-shot re-runs find nothing expired; a longer empty run leaves room for an arrival in it.
        Rig rig = Rig.Run(Longer(Given.Arrivals(0, 2_000, 8_500)), "irq0-edge");
        Assert.Equal([0, 0, 0], rig.Of(TraceKind.HandlerEnter).Select(r => r.Cpu));
        Assert.Equal((3, 1, 2), (rig.Line.Runs, rig.Line.Kstat, rig.Line.PendingSets));
    }

    [Fact] // S07
    public void Arrivals_more_often_than_a_run_is_long_capture_the_first_cpu()
    {
        long[] every4us = [.. Enumerable.Range(0, 200).Select(i => i * 4_000L)];
        Rig rig = Rig.Run(Longer(Given.Arrivals(every4us)), "irq0-edge");
        Assert.All(rig.Of(TraceKind.HandlerEnter), r => Assert.Equal(0, r.Cpu));
        Assert.Equal(1, rig.Line.Kstat);
        Assert.Equal(199, rig.Result.Ticks.Dropped);
        long inside = rig.Of(TraceKind.Returned).Single(r => r.Cpu == 0).Time - rig.Of(TraceKind.Dispatched).Single(r => r.Cpu == 0).Time;
        Assert.InRange(inside, 199 * 4_000, 200 * 4_000 + 12_000);
    }

    [Fact] // S07, as long as one period
    public void A_capture_lasts_as_long_as_arrivals_do()
    {
        Tickstorm.Scenarios.Scenario scenario = Longer(
            Given.Arrivals([.. Enumerable.Range(0, 251).Select(i => i * 4_000L % Given.Period)]));
        scenario = scenario with
        {
            Tick = scenario.Tick with { Mode = Tickstorm.Scenarios.TickMode.Periodic },
            Run = scenario.Run with { DurationNs = 3 * Given.Period },
        };
        Rig rig = Rig.Run(scenario, "irq0-edge");
        Assert.DoesNotContain(rig.Of(TraceKind.Returned), r => r.Cpu == 0);
        Assert.Equal(1, rig.Line.Kstat);
        Assert.All(rig.Of(TraceKind.HandlerEnter), r => Assert.Equal(0, r.Cpu));
    }

    [Fact] // S08
    public void Do_irq_counts_three_arrivals_and_runs_twice()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 1_000, 2_000), "irq0-do-irq");
        Assert.Equal((2, 3, 3), (rig.Line.Runs, rig.Line.Kstat, rig.Line.Ends));
        Assert.Equal([0, 0], rig.Of(TraceKind.HandlerEnter).Select(r => r.Cpu));
    }

    private static Tickstorm.Scenarios.Scenario Longer(Tickstorm.Scenarios.Scenario scenario) =>
        scenario with { Costs = scenario.Costs with { HandlerEmpty = 5_000 } };
}
