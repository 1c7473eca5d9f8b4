using System.Globalization;
using Tickstorm.Traces.Analysis;
using static Tickstorm.Traces.Runs.Readable;

namespace Tickstorm.Traces.Reports;

/// <summary>What the page of a real kernel's capture has besides: its head, missed ticks, the latest ticks, /proc/interrupts.</summary>
public static class CaptureSections
{
    private const int MostRows = 256;

    /// <summary>The sections; none for a run.</summary>
    public static IEnumerable<string> Of(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Sections(result);
    }

    private static IEnumerable<string> Sections(AnalysisResult result)
    {
        if (result.Run is not null) yield break;
        yield return Capture(result);
        if (result.Worst.Count > 0) yield return Worst(result);
        if (result.Softirqs.Count > 0) yield return Softirqs(result);
        if (result.Interrupts is { } check) yield return Interrupts(check);
    }

    private static string Capture(AnalysisResult result)
    {
        string lost = result.Source.LostEvents is { } count ? Count(count) : "some, in a number that is not known";
        List<string[]> rows =
        [
            ["ticks per second (HZ)", result.Hz?.ToString(CultureInfo.InvariantCulture) ?? "unknown"],
            ["from", Moment(result.Source.FirstNs ?? 0)], ["to", Moment(result.Source.LastNs ?? 0)], ["events lost by the tracer", lost],
        ];
        if (result.JiffiesPerSecond is { } jiffies) rows.Add(["jiffies a second", jiffies.ToString("0.0", CultureInfo.InvariantCulture)]);
        if (result.Source.Skipped.Count > 0) rows.Add(["lines that do not fit", Count(result.Source.Skipped.Count)]);
        foreach (IGrouping<string, (string Cause, long Count)> cause in
            result.Cpus.SelectMany(cpu => cpu.MissedBy).GroupBy(pair => pair.Cause)
                .OrderByDescending(group => group.Sum(pair => pair.Count)))
        {
            rows.Add([$"ticks missed behind: {cause.Key}", Count(cause.Sum(pair => pair.Count))]);
        }

        if (result.Broadcasts is { } broadcasts)
        {
            rows.Add(["broadcasts sent", Count(broadcasts.Sent)]);
            foreach ((int cpu, long merged) in broadcasts.Merged.Take(MostRows))
                rows.Add([$"merged with a pending one on CPU {cpu}", Count(merged)]);
        }

        return Html.Section("capture", "The capture", Html.Table(["", ""], rows));
    }

    private static string Worst(AnalysisResult result) => Html.Section("worst", "The latest ticks", Html.Table(
        ["started", "CPU", "task", "late", "mostly by", "split"],
        result.Worst.Take(MostRows).Select(tick => new[]
        {
            Moment(tick.TimeNs), $"{tick.Cpu}", $"{tick.Task}-{tick.Pid}", Time(tick.LatenessNs), tick.Cause,
            string.Join(", ", tick.Parts.OrderByDescending(part => part.Ns).Select(part => $"{part.Part} {Time(part.Ns)}")),
        })));

    private static string Softirqs(AnalysisResult result) => Html.Section("softirqs", "Softirqs", Html.Table(
        ["softirq", "count", "total", "max"],
        result.Softirqs.Select(one => new[] { $"{one.Vector} {one.Name}", Count(one.Count), Time(one.TotalNs), Time(one.MaxNs) })));

    private static string Interrupts(InterruptCheck check) => Html.Section(
        "interrupts", "/proc/interrupts", $"<p>{Html.Text(check.Verdict)}</p>\n" + Html.Table(
            ["row", "CPU", "counted", "captured"],
            check.Rows.Take(MostRows).Select(row => new[] { $"{row.Label} {row.Name}", $"{row.Cpu}", Count(row.Counted),
                Count(row.Captured) })));
}
