using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>Time that a host steals which is not simulated itself.</summary>
public sealed class StealTests
{
    private static Scenario Stolen(StealLoad steal, TickMode mode = TickMode.OneShot, int periods = 200)
    {
        Scenario scenario = Given.Aligned(2, mode, periods);
        return scenario with { Workload = scenario.Workload with { Steal = [steal] } };
    }

    [Fact]
    public void A_tick_waits_for_the_end_of_the_stretch_that_began_before_it_and_those_due_meanwhile_are_never_raised()
    {
        StealLoad steal = new() { Cpus = [1], EveryNs = 9_000_000, Length = DurationTable.Constant(2_500_000), AtTicks = true };
        DesignResult result = Simulator.Run(Stolen(steal), "native-lapic", new EngineOptions { PerCpu = true, Check = true });

        LateCause cause = Assert.Single(result.LateCauses);
        Assert.Equal("steal", cause.Cause);
        Assert.InRange(cause.TotalNs / cause.Count, 2_499_000, 2_500_000);
        // Of each stretch the first tick is late, and two more lie in it.
        Assert.Equal(200, result.PerCpu![0].Ticks.Handled);
        Assert.InRange(result.PerCpu[1].Ticks.Handled, 200 - 2 * cause.Count - 2, 200 - 2 * cause.Count + 2);
    }

    [Fact]
    public void Periodic_ticks_that_are_due_in_a_stretch_are_one()
    {
        StealLoad steal = new() { EveryNs = 9_000_000, Length = DurationTable.Constant(3_500_000), AtTicks = true };
        DesignResult result = Simulator.Run(Stolen(steal, TickMode.Periodic), "native-lapic", new EngineOptions { Check = true });

        Assert.True(result.Ticks.Coalesced > 20, $"{result.Ticks.Coalesced} coalesced");
        Assert.Equal(["steal"], result.LateCauses.Select(cause => cause.Cause));
    }

    [Theory]
    [InlineData("native-lapic", TickMode.OneShot)]
    [InlineData("irq0-edge", TickMode.OneShot)]
    [InlineData("pit-broadcast", TickMode.Periodic)]
    public void All_engines_steal_the_same(string design, TickMode mode)
    {
        StealLoad steal = new()
        {
            Runs = new DurationTable([(1, 3), (4_000_000, 2), (7_000_000, 1)]), Length = new DurationTable([(300_000, 2), (1_700_000, 3)]),
        };
        Scenario scenario = Stolen(steal, mode);
        Agreement.Holds(
            () => new SmpMachine(scenario, DesignLibrary.Find(design)!), scenario.Run.DurationNs, trace: true, threadCounts: [1, 2],
            windows: [10_000, 1_000_000, 0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    public void Draws_in_turn_take_each_entry_as_often_as_it_weighs(ulong bits)
    {
        DurationTable table = new([(10, 5), (20, 1), (30, 7)]);
        foreach (bool second in (bool[])[false, true])
        {
            IEnumerable<long> row = Enumerable.Range(0, 13).Select(i => table.PickInTurn(bits, (uint)i, second));
            Assert.Equal(
                [(10L, 5), (20L, 1), (30L, 7)],
                row.CountBy(ns => ns).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        }
    }
}
