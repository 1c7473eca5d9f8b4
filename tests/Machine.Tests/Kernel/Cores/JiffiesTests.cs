using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>What lost and repeated ticks do to jiffies.</summary>
public class JiffiesTests
{
    private static Scenario At(TickMode mode, int timekeeper)
    {
        Scenario scenario = Given.Aligned(8, mode);
        return scenario with { Tick = scenario.Tick with { Timekeeper = timekeeper } };
    }

    [Fact] // S23
    public void Aligned_periodic_fasteoi_ticks_on_the_winner_alone()
    {
        Rig rig = Rig.Run(At(TickMode.Periodic, 0), "irq0-fasteoi");
        Assert.Equal(10u, rig.Cpu(0).Handled);
        for (int cpu = 1; cpu < 8; cpu++) Assert.Equal((0u, 10u), (rig.Cpu(cpu).Handled, rig.Cpu(cpu).Dropped));
        Assert.Equal((0, 7), (rig.Result.StalledCpus, rig.Result.StarvedCpus));
    }

    [Fact] // S24
    public void Periodic_edge_runs_jiffies_twice_as_fast_when_the_winner_keeps_time() =>
        Assert.Equal(new JiffiesCount(10, 20), Rig.Run(At(TickMode.Periodic, 0), "irq0-edge").Result.Jiffies);

    [Theory] // S25
    [InlineData("irq0-edge")]
    [InlineData("irq0-fasteoi")]
    public void Jiffies_freeze_when_the_timekeeper_never_wins(string design) =>
        Assert.Equal(new JiffiesCount(10, 0, Frozen: true), Rig.Run(At(TickMode.Periodic, 7), design).Result.Jiffies);

    [Fact] // S25
    public void Frozen_jiffies_go_on_when_the_owner_wins_once()
    {
        // CPU 1 keeps time and always loses; with CPU 0 alone elsewhere it wins each time.
        Scenario scenario = At(TickMode.Periodic, 1);
        scenario = scenario with { Tick = scenario.Tick with { PhaseList = [500_000, 0, 0, 0, 0, 0, 0, 0] } };
        Assert.Equal(new JiffiesCount(10, 20), Rig.Run(scenario, "irq0-edge").Result.Jiffies);
    }

    [Fact] // S26
    public void One_shot_re_runs_add_no_jiffies()
    {
        Rig rig = Rig.Run(At(TickMode.OneShot, 0), "irq0-edge");
        Assert.Equal(1u, rig.Cpu(0).SpuriousRuns);
        Assert.Equal(new JiffiesCount(10, 10), rig.Result.Jiffies);
    }

    [Theory]
    [InlineData("vmi-percpu", TickMode.Periodic)]
    [InlineData("native-lapic", TickMode.OneShot)]
    [InlineData("emulated-lapic", TickMode.Periodic)]
    public void Jiffies_are_right_where_nothing_is_lost(string design, TickMode mode) =>
        Assert.Equal(new JiffiesCount(10, 10), Rig.Run(At(mode, 3), design).Result.Jiffies);

    [Theory]
    [InlineData(0, 0, false, null)]
    [InlineData(10, 10, false, "ok")]
    [InlineData(10, 9, false, "ok")]
    [InlineData(200, 400, false, "x2")]
    [InlineData(200, 2, true, "frozen")]
    [InlineData(200, 150, false, "x0.8")]
    public void Their_state_is_told_by_how_fast_they_run(long expected, long actual, bool frozen, string? state) =>
        Assert.Equal(state, new JiffiesCount(expected, actual, frozen).State);

    [Fact]
    public void With_a_drawn_winner_they_freeze_for_all_timekeepers_but_one_in_N()
    {
        Scenario scenario = Given.Aligned(8) with { Lock = new LockPolicy { Arbitration = LockArbitration.Random } };
        int frozen = Enumerable.Range(1, 200)
            .Count(seed => Rig.Run(scenario with { Run = scenario.Run with { Seed = (ulong)seed } }, "irq0-edge").Result.Jiffies.Frozen);
        Assert.InRange(frozen, 175 - 14, 175 + 14);
    }
}
