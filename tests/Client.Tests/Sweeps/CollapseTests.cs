using System.Text.Json.Nodes;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Sweeps;

/// <summary>sweep --find: the first value at which a design breaks.</summary>
public class CollapseTests
{
    [Fact]
    public void The_point_is_that_of_running_every_count()
    {
        ClientRun found = ClientRun.Real(
            "sweep", "skew-1024", "--find", "cpus", "--where", "lost > 0", "--between", "1..128", "--designs", "irq0-edge", "--json", "-");
        Assert.Equal(0, found.ExitCode);
        JsonNode row = JsonNode.Parse(found.Output)!["designs"]![0]!;
        Scenarios.Scenario scenario = Repository.Scenario("skew-1024");
        int first = Enumerable.Range(1, 128).First(cpus => Simulator.Run(
            scenario with { Machine = scenario.Machine with { Cpus = cpus } }, "irq0-edge", new EngineOptions()).Ticks.Lost > 0);
        Assert.Equal((first, true), ((int)row["first"]!, (bool)row["monotone"]!));
        Assert.InRange((int)row["runs"]!, 1, 2 * 7 + 4);
        Assert.True((double)row["value"]! > 0 && (double)row["before"]! == 0);
    }

    [Fact]
    public void A_duration_is_found_with_seeds_and_an_interval()
    {
        ClientRun found = ClientRun.Real(
            "sweep", "random-phases", "--find", "handler", "--where", "missing >= 20", "--between", "1us..1ms", "--designs", "irq0-edge",
            "--cpus", "8", "--seeds", "3", "--csv", "-");
        Assert.Equal(0, found.ExitCode);
        string[] lines = found.Output.Split("\r\n");
        Assert.StartsWith("design,key,where,from,to,first,figure,figure_interval95,", lines[0]);
        string[] cells = lines[1].Split(',');
        Assert.Equal(["irq0-edge", "tick.handler", "missing >= 20", "1us", "1ms"], cells[..5]);
        Assert.NotEqual("", cells[7]);
    }

    [Theory]
    [InlineData("is no condition", "--find", "cpus", "--where", "lost")]
    [InlineData("--find needs --where", "--find", "cpus")]
    [InlineData("there is no key \"cpu\"; did you mean cpus?", "--find", "cpu", "--where", "lost > 0")]
    [InlineData("tick.mode is no number", "--find", "mode", "--where", "lost > 0")]
    [InlineData("there is no figure \"lots\"", "--find", "cpus", "--where", "lots > 0")]
    [InlineData("--between is \"9..1\"", "--find", "cpus", "--where", "lost > 0", "--between", "9..1")]
    [InlineData("--where goes with --find", "--over", "cpus=1", "--where", "lost > 0")]
    [InlineData("not both", "--over", "cpus=1", "--find", "cpus", "--where", "lost > 0")]
    public void What_is_no_question_is_refused_with_what_would_be_right(string message, params string[] options)
    {
        ClientRun run = ClientRun.Of(["sweep", "irq0-2007", .. options]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_are_shown_with_intervals_and_written_as_json()
    {
        ClientRun run = ClientRun.Real(
            "sweep", "random-phases", "--over", "cpus=4,8", "--designs", "irq0-edge", "--seeds", "3", "--show", "missing,latencyNs.p99");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("±", run.Output, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(
            ClientRun.Of("sweep", "irq0-2007", "--over", "cpus=4,8", "--designs", "irq0-edge", "--json", "-").Output)!;
        Assert.Equal([4, 8], json["points"]!.AsArray().Select(point => (int)point!["values"]!["machine.cpus"]!));
    }
}
