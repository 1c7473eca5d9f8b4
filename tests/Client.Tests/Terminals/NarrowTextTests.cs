using System.Text.RegularExpressions;
using Tickstorm.Tests.Deploy;

namespace Tickstorm.Tests.Terminals;

/// <summary>What the other commands print on a terminal of 60 columns and more: no line is wider, no figure is broken.</summary>
public sealed partial class NarrowTextTests : IDisposable
{
    private readonly TempFile _trace = new("storm.dat");

    public void Dispose() => _trace.Dispose();

    [ToolTheory("script")]
    [InlineData("scenarios list")]
    [InlineData("scenarios kernels 2.6.24")]
    [InlineData("designs list")]
    [InlineData("estimate storm-4096")]
    [InlineData("run check-timer")]
    public void Every_line_fits_and_every_figure_is_whole(string line)
    {
        string[] command = line.Split(' ');
        Fits(command, ClientRun.Real(command).Output);
    }

    // What they print is another time each run.
    [ToolTheory("script")]
    [InlineData("bench tick --cpus 8 --duration 5ms --repeat 1 --threads 1")]
    [InlineData("bench trace --cpus 2 --repeat 1")]
    [InlineData("doctor")]
    [InlineData("help sweep")]
    public void Every_line_of_what_differs_fits(string line)
    {
        foreach (int columns in Columns)
            Assert.All(Terminal.Lines(columns, line.Split(' ')), shown => Assert.True(shown.Length <= columns || IsOneWord(shown), shown));
    }

    [ToolTheory("script"), InlineData(true), InlineData(false)]
    public void The_tables_of_analyze_are_whole_or_name_what_was_left_out(bool simulated)
    {
        string path = simulated ? _trace.Path
            : Path.Combine(Repository.Root, "tests/Traces.Tests/data/39_smp4_skew_tick_nohz_off_icount.txt.gz");
        if (simulated) ClientRun.Real("run", "irq0-2007", "--cpus", "40", "--design", "irq0-edge", "--trace", path);
        string[] command = ["analyze", path];
        string wide = ClientRun.Real(command).Output;
        foreach (string[] lines in Fits(command, wide))
        {
            string whole = Fold().Replace(string.Join('\n', lines), " ");
            foreach (string title in Titles(wide))
            {
                string[] headings = Headings(lines, title);
                Assert.Equal(headings.Distinct(), headings);
                // What has no column is named.
                Assert.All(Headings(wide.Split('\n'), title), heading => Assert.Contains(heading, whole, StringComparison.Ordinal));
            }

            Assert.Contains("late", Headings(lines, "Ticks"));
            Assert.Contains("dropped", Headings(lines, "Ticks"));
            Assert.Contains("late max", Headings(lines, "CPUs"));
            Assert.Contains("missed", Headings(lines, "CPUs"));
        }
    }

    private static int[] Columns => [60, 80, 100, 120];

    // The lines of each width.
    private static List<string[]> Fits(string[] command, string wide)
    {
        HashSet<string> figures = [.. Figure().Matches(wide).Select(match => match.Value)];
        List<string[]> all = [];
        foreach (int columns in Columns)
        {
            string[] lines = Terminal.Lines(columns, command);
            Assert.All(lines, line => Assert.True(line.Length <= columns || IsOneWord(line), line));
            Assert.All(lines.SelectMany(line => Figure().Matches(line)), figure => Assert.Contains(figure.Value, figures));
            all.Add(lines);
        }

        return all;
    }

    // A path or a name that is longer than the terminal is wide stays whole.
    private static bool IsOneWord(string line) => !line.Trim().Contains(' ', StringComparison.Ordinal);

    private static string[] Titles(string wide) =>
        [.. new[] { "Ticks", "Lost, by cause", "Serialised", "CPUs", "Handlers", "The latest ticks", "Softirqs", "IPIs" }
            .Where(title => wide.Contains($"\n{title}\n", StringComparison.Ordinal))];

    private static string[] Headings(string[] lines, string title) =>
        Blanks().Split(lines[Array.IndexOf(lines, title) + 1].Trim());

    [GeneratedRegex(@"\n +")]
    private static partial Regex Fold();

    [GeneratedRegex(@" {2,}")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[0-9][0-9.,]*[0-9]|[0-9]")]
    private static partial Regex Figure();
}
