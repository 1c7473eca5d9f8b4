using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Results;

/// <summary>expected = handled + lost + open, and every lost tick has a reason.</summary>
public class LostTicksTests
{
    [Fact]
    public void What_was_expected_adds_up_over_the_library()
    {
        foreach ((string name, string design) in Library.Pairs)
        {
            DesignResult result = Simulator.Run(Library.Short(name), design, new EngineOptions { PerCpu = true, WhatIf = true });
            AddsUp(result, $"{name} {design}");
        }
    }

    [Fact]
    public void And_over_scenarios_out_of_a_seed()
    {
        for (int seed = 1; seed <= 100; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.Make(seed);
            AddsUp(Simulator.Run(scenario, design, new EngineOptions { PerCpu = true, WhatIf = true }), $"{seed} {design}");
        }
    }

    [Fact]
    public void A_handler_that_outlasts_the_period_leaves_ticks_that_were_never_raised_and_breaks_C5()
    {
        Scenario scenario = Given.Aligned(2) with { Tick = new TickSetup { Handler = DurationTable.Constant(5_000_000) } };
        DesignResult result = Rig.Run(scenario, "native-lapic").Result;
        Assert.Equal((20, 4, 16), (result.Ticks.Expected, result.Ticks.Handled, result.Ticks.NeverRaised));
        Assert.Equal((16, 0), (result.Ticks.Lost, result.SilentTicks));
        Assert.Equal([new TickLoss(DropReason.NotArmed, 16)], result.Losses);
        Assert.False(result.Constraints.Single(c => c.Id == "C5").Kept);
    }

    [Fact]
    public void What_collapses_while_a_vCPU_is_away_is_a_steal_collapse()
    {
        DesignResult result = Rig.Run(Repository.Scenario("overcommit"), "native-lapic").Result;
        Assert.Equal([new TickLoss(DropReason.StealCollapse, 1_048)], result.Losses);
    }

    [Fact]
    public void What_waits_for_an_EOI_that_nobody_writes_is_isr_blocked()
    {
        DesignResult result = Rig.Run(Given.Aligned(4, TickMode.Periodic), "irq0-level@xt-pic").Result;
        Assert.Equal([new TickLoss(DropReason.IsrBlocked, 32), new TickLoss(DropReason.LineInProgress, 3)], result.Losses);
        Assert.Equal((4, 4), (result.StalledCpus, result.DeadCpus));
    }

    private static void AddsUp(DesignResult result, string what)
    {
        if (!result.Supported) return;
        foreach (TickTotals t in result.PerCpu!.Select(cpu => cpu.Ticks).Append(result.Ticks))
        {
            Assert.True(t.NeverRaised >= 0, what);
            Assert.True(t.Expected == t.Handled + t.Coalesced + t.Dropped + t.Masked + t.NeverRaised + t.Pending, what);
            Assert.True(t.Expected == t.Handled + t.Lost + t.Pending, what);
        }

        Assert.True(result.Losses.Sum(loss => loss.Count) == result.Ticks.Lost, what);
        Assert.True(result.SilentTicks <= result.Ticks.NeverRaised, what);
        if (result.Ticks.NeverRaised > 0) Assert.True(result.Constraints.Single(c => c.Id == "C5").Kept == false, what);
    }
}
