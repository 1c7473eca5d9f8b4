using Tickstorm.Client.Running;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Running;

public class RunNeedsTests
{
    private static RunNeeds Needs(string engine, int cpus, int seeds = 1, string design = "vmi-percpu")
    {
        Scenario scenario = Repository.Scenario("irq0-2007");
        scenario = scenario with { Designs = [design], Machine = scenario.Machine with { Cpus = cpus } };
        return RunNeeds.Of([scenario], new EngineOptions { Kind = engine }, seeds);
    }

    [Fact]
    public void More_of_everything_needs_more()
    {
        RunNeeds small = Needs("parallel", 1_000), large = Needs("parallel", 1_000_000), often = Needs("parallel", 1_000, seeds: 10);
        Assert.InRange(large.Bytes, 2e9, 5e9);
        Assert.True(Needs("sequential", 1_000_000).Bytes < large.Bytes / 2);
        Assert.Equal((1, 10), (small.Runs, often.Runs));
        Assert.Equal(small.Seconds!.Value * 10, often.Seconds!.Value, 6);
        Assert.Equal(small.Bytes, often.Bytes);
        Assert.True(Needs("parallel", 1_000, design: "irq0-edge").Seconds > small.Seconds);
    }

    [Fact]
    public void What_has_no_room_is_refused_with_what_it_needs()
    {
        RunNeeds needs = Needs("parallel", 1_000_000);
        Assert.Null(needs.Problem(8e9));
        Assert.StartsWith("this run needs about 3.2 GB of memory, and this process may have 2 GB: fewer --cpus", needs.Problem(2e9));
        Assert.Null(Needs("cluster", 1_000_000).Problem(2e9));
    }

    [Fact]
    public void A_large_run_is_announced_and_a_small_one_is_not()
    {
        Assert.Equal("", ClientRun.Of("run", "irq0-2007", "--design", "vmi-percpu").Error);
        Assert.Contains(
            "this run needs about 22 min and 61 MB of memory (an estimate)",
            ClientRun.Of("run", "irq0-2007", "--design", "vmi-percpu", "--duration", "51300s").Error, StringComparison.Ordinal);
        ClientRun estimate = ClientRun.Of("estimate", "irq0-2007", "--cpus", "4096");
        Assert.Equal(0, estimate.ExitCode);
        Assert.Contains("runs need about", estimate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_design_that_is_not_run_needs_nothing() => Assert.Equal(0, Needs("parallel", 1_000, design: "irq0-edge-eoi").Runs);
}
