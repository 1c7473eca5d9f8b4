namespace Tickstorm.Hostile.Surroundings;

/// <summary>Standard streams that are closed, full, or whose reader goes away.</summary>
public sealed class ClosedStreamTests
{
    private const double Share = 0.1;

    private static readonly string[][] s_commands =
    [
        ["--version"], ["--help"], ["scenarios", "list"], ["scenarios", "show", "irq0-2007"], ["compare", "--cpus", "4"],
        ["compare", "--cpus", "4", "--json", "-"], ["compare", "--cpus", "4", "--report", "-"], ["compare", "no-such-scenario"],
        ["run", "irq0-2007", "--cpus", "4", "--live"], ["sweep", "irq0-2007", "--over", "cpus=1..8x2", "--csv", "-"],
        ["run", "check-timer"], ["doctor"],
    ];

    private static readonly string[] s_ways =
    [
        $"{Client.Command} >&-", $"{Client.Command} 2>&-", $"{Client.Command} <&-", $"{Client.Command} >/dev/full",
        $"{Client.Command} 2>/dev/full", $"({Client.Command}) | true", $"({Client.Command}) | head -c 100", $"{Client.Command} </dev/zero",
        $"({Client.Command}) 2>&1 | head -n 1",
    ];

    [Fact]
    public void A_standard_stream_that_cannot_be_used_never_ends_a_command_by_a_stack_trace() => Budget.Spend(Share, random =>
    {
        string[] command = s_commands[random.Next(s_commands.Length)];
        string way = s_ways[random.Next(s_ways.Length)];
        Client run = Client.Run(way, command).IsOrderly(0, 2);
        if (run.ExitCode == 2 && command[^1] != "no-such-scenario" && run.Error.Length > 0)
            Assert.Matches("(?m)^standard output: (it is closed|no space left on device)", run.Error);
    });
}
