using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Processes;

/// <summary>What a reader is told of a process's state.</summary>
public class DescriptionTests
{
    [Fact]
    public void A_core_says_what_it_does_below_its_interrupts()
    {
        MachinePlan plan = new(Repository.Check("living/grace-periods"), DesignLibrary.Find("native-lapic")!);
        Assert.Equal(["idle, tick stopped", "task"], new[] { 0, 1 }.Select(cpu => Told(plan.Create(cpu), "base context")));
    }

    [Fact]
    public void The_timekeeper_says_whom_a_grace_period_waits_for()
    {
        MachinePlan plan = new(Repository.Check("living/grace-periods"), DesignLibrary.Find("native-lapic")!);
        Assert.Equal("none", Told(plan.Create(plan.Publish()[0].Writer), "waits for CPUs"));
    }

    private static string Told(LogicalProcess process, string name) => process.Describe(0).Single(told => told.Name == name).Value;
}
