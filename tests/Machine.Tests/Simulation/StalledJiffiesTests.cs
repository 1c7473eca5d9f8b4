using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Simulation;

/// <summary>From 5.18 on, others update jiffies when the timekeeper has fallen silent.</summary>
public class StalledJiffiesTests
{
    [Theory]
    [InlineData("5.17", 0)]
    [InlineData("5.18", 46)]
    [InlineData("6.1", 46)]
    [InlineData("6.19", 46)]
    public void Jiffies_go_on_in_steps_of_five_ticks(string kernel, long jiffies)
    {
        foreach (string design in (string[])["irq0-edge", "irq0-fasteoi"])
            Assert.Equal((50, jiffies), Figures(Rig.Run(Repository.Check("tk").On(kernel), design).Result));
    }

    [Theory] // The first tick sees the last change, the sixth is the fifth without one.
    [InlineData(5, 0)]
    [InlineData(6, 6)]
    [InlineData(10, 6)]
    [InlineData(11, 11)]
    [InlineData(16, 16)]
    public void The_update_comes_with_the_sixth_tick_and_each_fifth_after_it(int periods, long jiffies)
    {
        Scenario scenario = Given.Aligned(3, periods: periods).On("6.1");
        scenario = scenario with { Tick = scenario.Tick with { Timekeeper = 2 } };
        Assert.Equal((periods, jiffies), Figures(Rig.Run(scenario, "irq0-edge").Result));
    }

    [Fact]
    public void Periodic_ticks_have_no_such_test()
    {
        Scenario scenario = Given.Aligned(4, TickMode.Periodic, periods: 20).On("6.1");
        scenario = scenario with { Tick = scenario.Tick with { Timekeeper = 3 } };
        Assert.Equal((20, 0), Figures(Rig.Run(scenario, "irq0-fasteoi").Result));
    }

    [Fact]
    public void Where_everybody_is_silent_jiffies_stand()
    {
        DesignResult result = Rig.Run(Given.Aligned(4, periods: 30).On("6.1"), "irq0-simple").Result;
        Assert.Equal((30, 1), Figures(result));
    }

    [Fact]
    public void A_timekeeper_that_ticks_is_left_alone()
    {
        Scenario scenario = Given.Aligned(8, periods: 30).On("6.1");
        scenario = scenario with { Tick = scenario.Tick with { Phases = PhaseKind.Random } };
        Assert.Equal((30, 30), Figures(Rig.Run(scenario, "native-lapic").Result));
    }

    private static (long Expected, long Actual) Figures(DesignResult result) => (result.Jiffies.Expected, result.Jiffies.Actual);
}
