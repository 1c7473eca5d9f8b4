using System.Text.RegularExpressions;
using Tickstorm.Tests.Deploy;

namespace Tickstorm.Tests.Terminals;

/// <summary>Tables on a terminal of 60 columns and more: figures are whole, headings differ, what is left out is named.</summary>
public partial class NarrowTableTests
{
    private static readonly string[] s_commands =
    [
        "compare",
        "compare overcommit --seeds 3",
        "compare irq0-2007 irq0-today",
        "run irq0-2007 --design irq0-edge",
        "sweep irq0-2007 --over cpus=1..256x4",
        "sweep irq0-2007 --over cpus=1..4x2 --over phases=aligned,skewed --seeds 2",
        "sweep irq0-2007 --over cpus=64 --show missing,late,lost,latencyNs.p99,lockWaitNs.total,cpuNsPerTick",
        "sweep irq0-2007 --find cpus --between 1..64 --where lost>0 --designs irq0-edge,vmi-percpu",
    ];

    public static TheoryData<string, int> All()
    {
        TheoryData<string, int> all = [];
        foreach (string command in s_commands)
            foreach (int columns in new[] { 60, 80, 100, 120 }) all.Add(command, columns);
        return all;
    }

    [ToolTheory("script"), MemberData(nameof(All))]
    public void A_table_can_be_read(string command, int columns)
    {
        string[] arguments = command.Split(' ');
        string wide = Wide(command);
        string[] lines = Terminal.Lines(columns, arguments);
        string all = Whole(lines);
        int rule = Array.FindIndex(lines, line => line.Contains('─', StringComparison.Ordinal));
        Assert.True(rule > 0, string.Join('\n', lines));
        int end = Array.FindIndex(lines, rule, line => line.Length == 0);
        string[] headings = Split(lines[rule - 1]), rows = lines[(rule + 1)..end];

        Assert.All(lines, line => Assert.True(line.Length <= columns, line));
        Assert.Equal(headings.Distinct(), headings);
        HashSet<string> figures = [.. Figures().Matches(wide).Select(match => match.Value)];
        Assert.All(rows.SelectMany(row => Figures().Matches(row)).Select(match => match.Value), figure => Assert.Contains(figure, figures));
        if (arguments[0] != "sweep") Assert.Contains("late", headings);
        if (arguments[0] != "sweep") Assert.Contains("lost", headings);
        // What has no column is a row, or is named as left out.
        Assert.All(Split(Header(wide)), heading => Assert.Contains(heading, all, StringComparison.Ordinal));
    }

    private static string Wide(string command)
    {
        string wide = ClientRun.Real(command.Split(' ')).Output;
        Assert.DoesNotContain(" \n", wide, StringComparison.Ordinal);
        return wide;
    }

    private static string Header(string text)
    {
        string[] lines = text.Split('\n');
        return lines[Array.FindIndex(lines, line => line.Contains('─', StringComparison.Ordinal)) - 1];
    }

    // A sentence goes on where a line is indented.
    private static string Whole(string[] lines) => Fold().Replace(string.Join('\n', lines), " ");

    private static string[] Split(string line) => Blanks().Split(line.Trim());

    [GeneratedRegex(@"\n +")]
    private static partial Regex Fold();

    [GeneratedRegex(@" {2,}")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[0-9][0-9.,]*")]
    private static partial Regex Figures();
}
