using System.Globalization;
using static Tickstorm.Traces.Runs.Readable;

namespace Tickstorm.Traces.Analysis;

/// <summary>What an analysis says of a real kernel's capture besides, as lines of text.</summary>
internal static class CaptureText
{
    private const int MostRows = 32;

    /// <summary>The sections.</summary>
    public static IEnumerable<string> Lines(AnalysisResult result, int width) => result.Run is not null ? [] :
        Missed(result, width).Concat(Worst(result, width)).Concat(TimerLatency(result, width)).Concat(Softirqs(result, width))
            .Concat(TickStops(result)).Concat(Broadcasts(result)).Concat(Interrupts(result, width));

    private static IEnumerable<string> Missed(AnalysisResult result, int width)
    {
        Dictionary<string, long> causes = [];
        foreach ((string cause, long count) in result.Cpus.SelectMany(cpu => cpu.MissedBy))
            causes[cause] = causes.GetValueOrDefault(cause) + count;
        if (causes.Count > 0)
        {
            yield return "Missed, by what was in the way";
            TextTable table = new("cause", "ticks");
            foreach ((string cause, long count) in causes.OrderByDescending(pair => pair.Value)) table.Row(cause, Count(count));
            foreach (string line in table.Lines(width)) yield return line;
        }

        if (result.Hz is { } hz && result.JiffiesPerSecond is { } jiffies && Math.Abs(jiffies / hz - 1) > 0.02)
        {
            string how = jiffies < 0.5 ? "stand still" : jiffies > hz ? "run fast" : "run slow";
            yield return string.Create(CultureInfo.InvariantCulture, $"Jiffies {how}: {jiffies:0.0} a second where there should be {hz}");
        }

        if (causes.Count > 0) yield return "";
    }

    private static IEnumerable<string> Worst(AnalysisResult result, int width)
    {
        if (result.Worst.Count == 0) yield break;
        yield return "The latest ticks";
        TextTable table = new("time", "CPU", "task", "late", "mostly by", "split") { Leaves = ["split", "task"] };
        foreach (WorstTick tick in result.Worst)
        {
            table.Row(
                Seconds(tick.TimeNs), $"{tick.Cpu}", Runs.Printable.Of($"{tick.Task}-{tick.Pid}"), Time(tick.LatenessNs), tick.Cause,
                string.Join(", ", tick.Parts.OrderByDescending(part => part.Ns).Select(part => $"{part.Part} {Time(part.Ns)}")));
        }

        foreach (string line in table.Lines(width)) yield return line;
        yield return "";
    }

    private static IEnumerable<string> TimerLatency(AnalysisResult result, int width)
    {
        CpuAnalysis[] measured = [.. result.Cpus.Where(cpu => cpu.TimerLatencyNs.P50 is not null).Take(MostRows)];
        if (measured.Length == 0) yield break;
        yield return "Latency that timerlat measured";
        TextTable table = new("CPU", "irq p50", "irq p99", "irq max", "thread p50", "thread p99", "thread max")
        {
            Leaves = ["irq p50", "thread p50", "irq p99", "thread p99"],
        };
        foreach (CpuAnalysis cpu in measured)
        {
            table.Row(
                cpu.Name, Time(cpu.TimerLatencyNs.P50), Time(cpu.TimerLatencyNs.P99), Time(cpu.TimerLatencyNs.Max),
                Time(cpu.ThreadLatencyNs.P50), Time(cpu.ThreadLatencyNs.P99), Time(cpu.ThreadLatencyNs.Max));
        }

        foreach (string line in table.Lines(width)) yield return line;
        yield return "";
    }

    private static IEnumerable<string> Softirqs(AnalysisResult result, int width)
    {
        if (result.Softirqs.Count == 0) yield break;
        yield return "Softirqs";
        TextTable table = new("softirq", "count", "total", "max") { Leaves = ["total"] };
        foreach (SoftirqTime softirq in result.Softirqs)
            table.Row($"{softirq.Vector} {softirq.Name}", Count(softirq.Count), Time(softirq.TotalNs), Time(softirq.MaxNs));
        foreach (string line in table.Lines(width)) yield return line;
        yield return "";
    }

    private static IEnumerable<string> TickStops(AnalysisResult result)
    {
        if (result.TickStops.Count == 0) yield break;
        yield return "NO_HZ";
        foreach (TickStopCount stop in result.TickStops)
        {
            string what = stop.Stopped ? "stopped" : "kept";
            yield return $"  tick {what} {Count(stop.Count)} times, dependency {Runs.Printable.Of(stop.Dependency)}";
        }

        yield return "";
    }

    private static IEnumerable<string> Broadcasts(AnalysisResult result)
    {
        if (result.Broadcasts is not { } broadcasts) yield break;
        yield return $"Broadcasts: {Count(broadcasts.Sent)} sent";
        foreach (IGrouping<long, (int Cpu, long Merged)> group in broadcasts.Merged.GroupBy(cpu => cpu.Merged).Take(MostRows))
        {
            yield return $"  {Count(group.Key)} of {Count(broadcasts.Sent)} merged with one that was pending, on CPU "
                + string.Join(",", group.Take(MostRows).Select(cpu => cpu.Cpu));
        }

        yield return "";
    }

    private static IEnumerable<string> Interrupts(AnalysisResult result, int width)
    {
        if (result.Interrupts is not { } check) yield break;
        yield return $"/proc/interrupts: {check.Verdict}";
        TextTable table = new("row", "CPU", "counted", "captured", "difference") { Leaves = ["captured", "counted"] };
        foreach (InterruptRow row in check.Rows.Take(MostRows))
        {
            table.Row(
                Runs.Printable.Of($"{row.Label} {row.Name}".Trim()), $"{row.Cpu}", Count(row.Counted), Count(row.Captured),
                row.Difference?.ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture) ?? Unknown);
        }

        foreach (string line in table.Lines(width)) yield return line;
        if (check.Rows.Count > MostRows) yield return $"  and {check.Rows.Count - MostRows} more; the JSON has them all";
        yield return "";
    }

    // As the capture has it, so that it can be searched for.
    private static string Seconds(long ns) => string.Create(CultureInfo.InvariantCulture, $"{ns / 1_000_000_000}.{ns % 1_000_000_000:d9}");
}
