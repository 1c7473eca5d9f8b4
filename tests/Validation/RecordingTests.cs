using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>Each recording of a real kernel against the run of the scenario that is taken from it.</summary>
public sealed class RecordingTests
{
    private const double MostTicks = 0.10, MostGap = 0.25;

    // docs/validation.md says why.
    private static readonly string[] s_apart = ["61_perf_g.data.gz", "61rt_ft_timerlat.txt.gz"];

    private static readonly Lazy<Dictionary<string, (CaptureFit Whole, double? Second)>> s_fits =
        new(() => Names().AsParallel().ToDictionary(name => name, Prediction.Both));

    public static TheoryData<string> Recordings => [.. Names()];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Ticks_and_gaps_of_a_run_are_those_of_its_recording(string name)
    {
        CaptureFit fit = s_fits.Value[name].Whole;
        Assert.Equal(fit.TicksError <= MostTicks && fit.GapError <= MostGap, !s_apart.Contains(Path.GetFileName(name)));
    }

    [Fact]
    public void The_table_in_the_documentation_is_what_the_recordings_give()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "validation.md"));
        string[] rows = [.. Names().Select(name => Prediction.Row(name, s_fits.Value[name].Whole, s_fits.Value[name].Second))];
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "validation.rows"), rows);
        Assert.All(rows, row => Assert.Contains(row, page, StringComparison.Ordinal));
    }

    /// <summary>The recordings.</summary>
    internal static IEnumerable<string> Names()
    {
        string data = Prediction.Path("");
        string[] one = [.. Directory.GetFiles(data, "*.txt.gz"), .. Directory.GetFiles(Path.Combine(data, "captures"), "*.xz")];
        // Of each recording the tool's own file, or the one text of it: other texts that were made of it say the same.
        string[] two =
        [
            .. Directory.GetFiles(Path.Combine(data, "recordings")).Where(file =>
            {
                string full = Path.GetFileName(file);
                bool isOwn = full.Split('.') is [_, "txt" or "dat" or "data", ..] && full != "truth.json" && !full.Contains("interrupts");
                return isOwn || full == "61_tc_v7_default.trace_report.txt.gz";
            }),
        ];
        return one.Concat(two).Select(file => Path.GetRelativePath(data, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
    }
}
