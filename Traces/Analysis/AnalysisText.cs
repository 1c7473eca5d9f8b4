using Tickstorm.Results;
using static Tickstorm.Traces.Runs.Readable;

namespace Tickstorm.Traces.Analysis;

/// <summary>An analysis as lines of plain text.</summary>
public static class AnalysisText
{
    /// <summary>More rows than this are cut, with a line that says how many.</summary>
    private const int MostRows = 32;

    /// <summary>The whole page.</summary>
    /// <param name="result">The analysis.</param>
    /// <param name="width">Columns of the terminal: what tables have no room for is named.</param>
    public static IEnumerable<string> Lines(AnalysisResult result, int width = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Head(result).Concat(Totals(result, width)).Concat(Losses(result, width)).Concat(Silent(result))
            .Concat(Serialised(result, width)).Concat(Cpus(result, width)).Concat(CaptureText.Lines(result, width))
            .Concat(Vectors(result, width)).Concat(Ipis(result, width)).Concat(Story(result)).Concat(Unseen(result));
    }

    private static IEnumerable<string> Head(AnalysisResult result)
    {
        SourceSummary source = result.Source;
        string lost = source.LostEvents switch
        {
            _ when source.Cut == true && result.Run is not null => CutText.Of(result),
            null => "some lost by the tracer", 0 => "none lost", { } count => $"{Count(count)} lost by the tracer",
        };
        string hz = result.Hz?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown";
        yield return $"{source.Format}: {Count(source.Events)} events, {lost}, {result.Cpus.Count} CPUs, HZ {hz}, "
            + Time(source.LastNs - source.FirstNs);
        if (result.Run is { } run && run.Scenario.Length > 0)
            yield return $"simulated: {run.Scenario}, design {run.Design}{(run.Sampled ? ", sampled" : "")}";
        if (source.Skipped.Sentence is { } skipped) yield return skipped;
        yield return "";
    }

    private static IEnumerable<string> Totals(AnalysisResult result, int width)
    {
        Ledger totals = result.Totals;
        yield return "Ticks";
        TextTable table = new("raised", "handled", "late", "coalesced", "dropped", "masked", "pending")
        {
            Leaves = ["pending", "masked", "coalesced"],
        };
        table.Row(
            Count(totals.Raised), Count(totals.Handled), Count(totals.Late), Count(totals.Coalesced), Count(totals.Dropped),
            Count(totals.Masked), Count(totals.Pending));
        foreach (string line in table.Lines(width)) yield return line;
        if (result.RunTotals is not null && result.Counted != result.Totals)
        {
            string leftOut = result.RunTotals.LeftOut > 0
                ? $"; {Count(result.RunTotals.LeftOut)} interrupts were left out by the sampling budget"
                : "";
            yield return $"  exact totals of the run; this file holds {Count(result.Counted.Raised)} of the ticks{leftOut}";
        }

        if (result.SpuriousRuns is > 0 and { } runs)
            yield return $"  {Count(runs)} handler {(runs == 1 ? "run was" : "runs were")} for somebody else's remembered tick";
        foreach (LateCause cause in result.LateCauses)
            yield return $"  late by {cause.Cause}: {Count(cause.Count)}, {Time(cause.TotalNs)} in all";
        Percentiles latency = result.Latency.Percentiles();
        if (latency.P50 is not null)
        {
            yield return $"  due to start: p50 {Time(latency.P50)}, p90 {Time(latency.P90)}, p99 {Time(latency.P99)}, "
                + $"p99.9 {Time(latency.P999)}, max {Time(latency.Max)}";
        }

        if (result.SkewNs.P50 is not null)
        {
            yield return $"  spread of ticks due together: p50 {Time(result.SkewNs.P50)}, p99 {Time(result.SkewNs.P99)}, "
                + $"max {Time(result.SkewNs.Max)}";
        }

        yield return "";
    }

    private static IEnumerable<string> Losses(AnalysisResult result, int width)
    {
        if (result.Losses.Count == 0) yield break;
        yield return "Lost, by cause";
        TextTable table = new("cause", "ticks", "CPUs");
        foreach (Loss loss in result.Losses) table.Row(loss.Reason, Count(loss.Count), Count(loss.Cpus));
        foreach (string line in table.Lines(width)) yield return line;
        yield return "";
    }

    private static IEnumerable<string> Silent(AnalysisResult result)
    {
        CpuAnalysis[] silent = [.. result.Cpus.Where(cpu => cpu.SilentSinceNs is not null)];
        IReadOnlyList<DetectorReport> detectors = result.RunTotals?.Detectors ?? [];
        if (silent.Length > 0)
        {
            yield return $"Silent CPUs: {silent.Length}";
            foreach (IGrouping<long?, CpuAnalysis> since in silent.GroupBy(cpu => cpu.SilentSinceNs).Take(MostRows))
                yield return $"  since {At(since.Key!.Value)}: CPU {Ranges(since.Select(cpu => cpu.Cpu))}";
        }

        foreach (DetectorReport report in detectors.Take(MostRows))
            yield return $"  {At(report.TimeNs)} CPU {report.Cpu} {report.Name}: {report.Message}";
        if (silent.Length > 0 || detectors.Count > 0) yield return "";
    }

    private static IEnumerable<string> Serialised(AnalysisResult result, int width)
    {
        if (result.Serialisation.Count == 0) yield break;
        yield return "Serialised";
        TextTable table = new("where", "waits", "total", "longest", "queue", "mostly behind")
        {
            Leaves = ["mostly behind", "queue", "longest"],
        };
        foreach (Serialisation point in result.Serialisation.Take(MostRows))
        {
            string behind = string.Join(", ", point.ByHolder.Take(3).Select(holder => $"CPU {holder.Cpu} ({Time(holder.TotalNs)})"));
            table.Row(
                point.Address is null ? $"{point.Kind} {point.Id}" : $"{point.Kind} {point.Address} {point.Flags}".TrimEnd(),
                    Count(point.Waits), Time(point.TotalNs), Time(point.MaxNs), Count(point.LongestQueue), behind);
        }

        foreach (string line in table.Lines(width)) yield return line;
        yield return "";
    }

    private static IEnumerable<string> Cpus(AnalysisResult result, int width)
    {
        yield return "CPUs";
        TextTable table = new(
            "CPU", "timer irqs", "ticks", "gap p50", "gap p99", "gap max", "late p50", "late p99", "late max", "missed")
        {
            Leaves = ["gap p50", "late p50", "gap p99", "timer irqs", "late p99", "gap max"],
        };
        IReadOnlyList<CpuAnalysis> shown = Shown(result.Cpus);
        foreach (CpuAnalysis cpu in shown)
        {
            table.Row(
                cpu.Name, result.HidesTimerInterrupts ? "-" : Count(cpu.TimerInterrupts), Count(cpu.Ticks), Time(cpu.TickGapNs.P50),
                Time(cpu.TickGapNs.P99),
                Time(cpu.TickGapNs.Max),
                Time(cpu.LatencyNs.P50), Time(cpu.LatencyNs.P99), Time(cpu.LatencyNs.Max), Count(cpu.Missed));
        }

        foreach (string line in table.Lines(width)) yield return line;
        if (result.Cpus.Count > shown.Count) yield return $"  and {Count(result.Cpus.Count - shown.Count)} more";
        yield return "";
    }

    // Where there are too many, those of which there is something to say.
    private static IReadOnlyList<CpuAnalysis> Shown(IReadOnlyList<CpuAnalysis> cpus)
    {
        if (cpus.Count <= MostRows) return cpus;
        CpuAnalysis[] busy = [.. cpus.Where(cpu => cpu.TimerInterrupts > 0 || cpu.Ticks > 0).Take(MostRows)];
        return busy.Length > 0 ? busy : [.. cpus.Take(MostRows)];
    }

    private static IEnumerable<string> Vectors(AnalysisResult result, int width)
    {
        TextTable table = new("handler", "CPU", "count", "p50", "p90", "p99", "p99.9", "max")
        {
            Leaves = ["p90", "p99.9", "p50", "p99"],
        };
        int rows = 0;
        foreach (CpuAnalysis cpu in result.Cpus)
        {
            foreach (VectorAnalysis vector in cpu.Vectors) Row($"vector {vector.Vector} {vector.Name}", vector.Count, vector.HandlerNs);
            foreach (IrqAnalysis irq in cpu.Irqs) Row($"irq {irq.Irq} {irq.Name}", irq.Count, irq.HandlerNs);
            if (rows > MostRows) break;

            void Row(string name, long count, Percentiles took)
            {
                if (rows++ < MostRows)
                {
                    table.Row(
                        name, cpu.Name, Count(count), Time(took.P50), Time(took.P90), Time(took.P99), Time(took.P999),
                        Time(took.Max));
                }
            }
        }

        if (rows == 0) yield break;
        yield return "Handlers";
        foreach (string line in table.Lines(width)) yield return line;
        if (rows > MostRows) yield return "  and more; the JSON has them all";
        yield return "";
    }

    private static IEnumerable<string> Ipis(AnalysisResult result, int width)
    {
        if (result.Ipis.Count == 0) yield break;
        yield return "IPIs";
        TextTable table = new("from", "to", "what", "count", "p50", "max") { Leaves = ["p50", "max"] };
        foreach (IpiFlow flow in result.Ipis.OrderByDescending(flow => flow.Count).Take(MostRows))
        {            
            table.Row(
                flow.From is { } from ? $"CPU {from}" : "unknown", $"CPU {flow.To}", flow.Name, Count(flow.Count), Time(flow.LatencyNs.P50),
                Time(flow.LatencyNs.Max));
        }

        foreach (string line in table.Lines(width)) yield return line;
        if (result.Ipis.Count > MostRows) yield return $"  and {result.Ipis.Count - MostRows} more pairs";
        yield return "";
    }

    private static IEnumerable<string> Story(AnalysisResult result)
    {
        if (result.FirstDrop is not { } story) yield break;
        yield return $"The first drop: CPU {story.Victim} at {At(story.TimeNs)}, {story.Reason}";
        yield return "  time, flags of the line, IRR/ISR of the CPU";
        foreach (DropStep step in story.Steps)
        {
            string when = $"  {At(step.TimeNs),16}  {step.Flags,-5}";
            if (step.HolderDoes.Length > 0) yield return $"{when}  {step.HolderApic}  CPU {story.Holder}: {step.HolderDoes}";
            if (step.VictimDoes.Length > 0)
            {
                string next = step.VictimNext.Length > 0 ? $" (next event: {step.VictimNext})" : "";
                yield return $"{when}  {step.VictimApic}  CPU {story.Victim}: {step.VictimDoes}{next}";
            }
        }

        yield return "  " + story.Ending;
        yield return "";
    }

    private static IEnumerable<string> Unseen(AnalysisResult result)
    {
        if (result.NotVisible.Count == 0) yield break;
        yield return "Not visible in this capture";
        foreach (string note in result.NotVisible) yield return "  " + note;
    }

    private static string Ranges(IEnumerable<int> cpus)
    {
        List<(int First, int Last)> ranges = [];
        foreach (int cpu in cpus)
        {
            if (ranges.Count > 0 && ranges[^1].Last == cpu - 1) ranges[^1] = (ranges[^1].First, cpu);
            else ranges.Add((cpu, cpu));
        }

        string text = string.Join(
            ",", ranges.Take(MostRows).Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));
        return ranges.Count > MostRows ? text + ", ..." : text;
    }
}
