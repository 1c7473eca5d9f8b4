using System.Text.Json.Nodes;

namespace Tickstorm.Tests.Commands;

public class ExitCodeTests
{
    [Theory]
    [InlineData(0, "compare", "--designs", "vmi-percpu", "--fail-on", "dropped")]
    [InlineData(1, "compare", "--designs", "irq0-edge", "--fail-on", "dropped")]
    [InlineData(1, "run", "irq0-2007", "--design", "irq0-edge", "--fail-on", "stalled")]
    [InlineData(1, "sweep", "irq0-2007", "--designs", "irq0-edge", "--over", "cpus=4", "--fail-on", "stalled")]
    [InlineData(1, "compare", "--designs", "irq0-edge", "--fail-on", "coalesced,lost")]
    [InlineData(0, "compare", "--designs", "irq0-edge", "--fail-on", "coalesced,masked,late,C7")]
    [InlineData(1, "compare", "--designs", "irq0-edge", "--fail-on", "C5")]
    [InlineData(1, "compare", "--designs", "vmi-percpu", "--fail-on", "late")]
    [InlineData(0, "compare", "--designs", "vmi-percpu", "--fail-on", "lost,missing,stalled")]
    [InlineData(2, "compare", "--designs", "vmi-percpu", "--fail-on", "lots")]
    [InlineData(2, "compare", "--designs", "vmi-percpu", "--fail-on", "lost,")]
    [InlineData(0, "compare", "--designs", "irq0-edge")]
    [InlineData(2, "compare", "no-such-scenario")]
    [InlineData(2, "compare", "irq0-2007", "--capture", "x")]
    [InlineData(2, "compare", "--no-such-option")]
    [InlineData(2, "no-such-command")]
    [InlineData(2, "run")]
    [InlineData(2, "sweep", "irq0-2007")]
    [InlineData(2, "compare", "--designs", "irq0-edge", "--json", "/no/such/folder/x.json")]
    [InlineData(0, "--version")]
    [InlineData(0, "--help")]
    [InlineData(0, "compare", "--help")]
    [InlineData(0)]
    [InlineData(0, "doctor")]
    [InlineData(0, "scenarios", "list")]
    [InlineData(0, "scenarios", "schema")]
    [InlineData(2, "scenarios", "show", "no-such-scenario")]
    public void The_exit_code_says_how_it_went(int exitCode, params string[] args)
    {
        ClientRun run = ClientRun.Of(args);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(exitCode == 2, run.Error.Length > 0);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_simulator_is_one_sentence_and_3()
    {
        ClientRun run = ClientRun.Of(
            (_, _, _, _, _, _) => throw new InvalidOperationException("core 4 went backwards"), default, "compare");
        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("internal error: core 4 went backwards", run.Error);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_comparison_writes_what_is_finished_and_exits_with_130()
    {
        using CancellationTokenSource cancel = new();
        int runs = 0;
        ClientRun run = ClientRun.Of((scenario, design, _, _, _, _) =>
        {
            if (++runs < 2) return Results.Of(scenario, design);
            cancel.Cancel();
            return Results.Of(scenario, design) with { Complete = false, SimulatedNs = 5 };
        }, cancel.Token, "compare", "--designs", "irq0-edge,vmi-percpu,native-lapic", "--fail-on", "dropped", "--json", "-");
        Assert.Equal(130, run.ExitCode);
        JsonNode json = JsonNode.Parse(run.Output)!;
        Assert.False((bool)json["complete"]!);
        Assert.Equal(5, (long)json["simulatedNs"]!);
        Assert.Equal(2, json["designs"]!.AsArray().Count);
    }

    [Fact]
    public void A_run_that_stops_by_exception_leaves_the_earlier_designs()
    {
        using CancellationTokenSource cancel = new();
        ClientRun run = ClientRun.Of((scenario, design, _, _, _, token) =>
        {
            if (design == "irq0-edge") return Results.Of(scenario, design);
            cancel.Cancel();
            throw new OperationCanceledException(token);
        }, cancel.Token, "compare", "--designs", "irq0-edge,vmi-percpu");
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Interrupted", run.Output, StringComparison.Ordinal);
    }
}
