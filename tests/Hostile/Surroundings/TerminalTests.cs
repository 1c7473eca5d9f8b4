namespace Tickstorm.Hostile.Surroundings;

/// <summary>Terminals of random, narrow sizes.</summary>
public sealed class TerminalTests
{
    private const double Share = 0.05;

    private static readonly string[][] s_commands =
    [
        ["compare", "--cpus", "4"], ["run", "irq0-2007", "--cpus", "4", "--live"], ["sweep", "irq0-2007", "--over", "cpus=1..4"],
        ["--help"], ["scenarios", "list"],
    ];

    [ToolFact("script", "stty")]
    public void A_narrow_terminal_is_written_to_without_complaint() => Budget.Spend(Share, random =>
    {
        string columns = $"{random.Next(1, 121)}", rows = $"{random.Next(1, 50)}";
        string kind = ((string[])["xterm", "xterm-256color", "dumb", "vt100", "", "no-such-terminal"])[random.Next(6)];
        // script gives the command a terminal of its own; its words are fixed, so that they need no quotes.
        string inner = $"stty cols {columns} rows {rows}; dotnet $CLIENT {string.Join(' ', s_commands[random.Next(s_commands.Length)])}";
        Client run = Client.Run($"TERM='{kind}' exec script -qec '{inner}' /dev/null").IsOrderly(0);
        Assert.DoesNotContain("   at Tickstorm", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error:", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(run.Output);
    });
}
