namespace Tickstorm.Tests.Sweeps;

public class SweepTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    public void The_chart_has_an_interval_at_each_point_of_several_seeds(int seeds, int intervals)
    {
        string page = ClientRun.Real(
            "sweep", "random-phases", "--over", "cpus=4,8", "--designs", "irq0-edge", "--seeds", $"{seeds}", "--report", "-").Output;
        Assert.Equal(intervals, page.Split("class=\"interval\"").Length - 1);
        Assert.Equal(seeds > 1, page.Contains("upright bars are their 95 % intervals", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_combination_is_run_with_the_first_axis_slowest()
    {
        (ClientRun? run, List<(Scenarios.Scenario Scenario, string Design, Simulation.EngineOptions Options)>? simulated) =
            ClientRun.Watched(
            "sweep", "irq0-2007", "--designs", "irq0-edge", "--over", "cpus=1,2", "--over", "phases=aligned,random", "--csv", "-");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["1 Aligned", "1 Random", "2 Aligned", "2 Random"],
            simulated.Select(s => $"{s.Scenario.Machine.Cpus} {s.Scenario.Tick.Phases}"));
        string[] lines = run.Output.Split("\r\n");
        Assert.StartsWith("cpus,phases,design,supported,whatIf,complete,seed,seeds,expected,missing,missingShare,", lines[0]);
        Assert.StartsWith("1,aligned,irq0-edge,true,false,true,1,1,2560,2550,0.99609375,", lines[1]);
        Assert.Equal(6, lines.Length);
        Assert.All(lines[..^1], line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
    }

    [Fact]
    public void The_table_says_where_each_design_begins_to_lose()
    {
        ClientRun run = ClientRun.Of("sweep", "irq0-2007", "--designs", "irq0-edge,vmi-percpu,pit-broadcast", "--over", "cpus=4,8");
        Assert.Contains("irq0-edge: loses ticks first at cpus=4 (99.6 % lost)", run.Output, StringComparison.Ordinal);
        Assert.Contains("vmi-percpu: loses none at any point", run.Output, StringComparison.Ordinal);
        Assert.Contains("pit-broadcast: no point could be run", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_value_is_found_before_anything_is_run()
    {
        (ClientRun? run, List<(Scenarios.Scenario Scenario, string Design, Simulation.EngineOptions Options)>? simulated) =
            ClientRun.Watched("sweep", "irq0-2007", "--over", "cpus=1,0");
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(simulated);
        Assert.StartsWith("--over cpus=0: machine.cpus is \"0\"", run.Error);
    }

    [Fact]
    public void Unknown_figures_are_empty_cells()
    {
        ClientRun run = ClientRun.Of("sweep", "irq0-2007", "--designs", "pit-broadcast", "--over", "cpus=4", "--csv", "-");
        Assert.StartsWith("4,pit-broadcast,false,false,true,1,1,,,,", run.Output.Split("\r\n")[1]);
    }
}
