using Tickstorm.Traces.Analysis;
using static Tickstorm.Traces.Runs.Readable;

namespace Tickstorm.Traces.Reports;

/// <summary>An analysis as one self-contained page.</summary>
public static class AnalysisReport
{
    private const int MostRows = 256;

    /// <summary>The page.</summary>
    public static string Page(AnalysisResult result, string title, Provenance? provenance = null, TimeLineBook? line = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        string summary =
            $"{Headline.Of(result)} {Count(result.Source.Events)} events of {result.Cpus.Count} CPUs over " +
            $"{Time(result.Source.LastNs - result.Source.FirstNs)} ({result.Source.Format})"
            + (result.Run is { Scenario.Length: > 0 } run ? $": scenario {run.Scenario}, design {run.Design}." : ".");
        return HtmlPage.Of(
            title, summary, Sections(result, line), new Provenance([.. (provenance ?? Provenance.Unknown).Lines, .. Origin(result)]));
    }

    // What the file says of the run that it comes from.
    private static IEnumerable<(string What, string Value)> Origin(AnalysisResult result)
    {
        if (result.Run is not { } run) yield break;
        yield return ("run (scenario/design/seed)", run.RunId);
        if (result.RunTotals is not { } totals) yield break;
        yield return ("digest of the run", totals.Digest);
        if (run.Sampled) yield return ("interrupts left out by sampling", Count(totals.LeftOut));
    }

    private static IEnumerable<string> Sections(AnalysisResult result, TimeLineBook? line)
    {
        yield return Totals(result);
        yield return HeatSection.Of(result.Heat, result.Cpus);
        if (line is not null) yield return TimeLineSection.Of(line, result);
        yield return QueueSection.Of(result.Serialisation);
        string name = result.Run?.Design is { Length: > 0 } design ? design : "all CPUs";
        yield return LatencySection.Of([(name, [.. result.Latency.Buckets()], result.Latency.Percentiles())]);
        yield return LatencySection.Of(
            [.. result.Gaps.Select(row => (row.Name, (IReadOnlyList<(long, long)>)[.. row.Gaps.Buckets()], row.Gaps.Percentiles()))],
            id: "gaps", title: "From tick to tick");
        yield return StorySection.Of(result.FirstDrop);
        foreach (string section in CaptureSections.Of(result)) yield return section;
        yield return Cpus(result);
        yield return Ipis(result);
        if (result.NotVisible.Count > 0)
        {
            yield return Html.Section(
                "unseen", "Not visible in this capture",
                "<ul>" + string.Concat(result.NotVisible.Select(note => $"<li>{Html.Text(note)}</li>")) + "</ul>\n");
        }
    }

    private static string Totals(AnalysisResult result)
    {
        Ledger totals = result.Totals;
        string html = Html.Table(["", "raised", "handled", "late", "coalesced", "dropped", "masked", "pending"],
            [["ticks", Count(totals.Raised), Count(totals.Handled), Count(totals.Late), Count(totals.Coalesced), Count(totals.Dropped),
                Count(totals.Masked), Count(totals.Pending)]]);
        if (result.Losses.Count > 0)
        {
            html += Html.Table(
                ["lost by", "ticks", "CPUs"], result.Losses.Select(loss => new[] { loss.Reason, Count(loss.Count), Count(loss.Cpus) }));
        }

        if (result.RunTotals is { Detectors.Count: > 0 } run)
        {
            html += Html.Table(
                ["detector", "CPU", "at", "says"],
                run.Detectors.Take(MostRows).Select(report => new[] { report.Name, $"{report.Cpu}", Time(report.TimeNs),
                report.Message }));
        }

        if (result.SkewNs.P50 is not null)
        {
            html += $"<p>Ticks due at the same time start {Time(result.SkewNs.P50)} apart (median), " +
                $"{Time(result.SkewNs.Max)} at most.</p>\n";
        }

        return Html.Section("totals", "Ticks by outcome", html);
    }

    private static string Cpus(AnalysisResult result)
    {
        // Worst first: who asks looks at the top.
        CpuAnalysis[] worst =
        [
            .. result.Cpus.OrderByDescending(cpu => cpu.SilentSinceNs is not null).ThenByDescending(cpu => cpu.Missed ?? 0)
                .ThenByDescending(cpu => cpu.LatencyNs.Max ?? 0).ThenBy(cpu => cpu.Cpu),
        ];
        IEnumerable<string[]> rows = worst.Take(MostRows).Select(cpu => new[]
        {
            cpu.Name, Count(cpu.TimerInterrupts), Count(cpu.Ticks), Time(cpu.TickGapNs.P50), Time(cpu.TickGapNs.P99),
            Time(cpu.TickGapNs.Max),
            Time(cpu.LatencyNs.P50), Time(cpu.LatencyNs.P99), Time(cpu.LatencyNs.Max), Count(cpu.Missed), cpu.SilentSinceNs is
            {

            } since ? Moment(since) : "-",
        });
        IEnumerable<string[]> handlers = worst.Take(MostRows).SelectMany(
            cpu => cpu.Vectors.Select(vector => (cpu.Cpu, $"vector {vector.Vector} {vector.Name}", vector.Count, vector.HandlerNs))
                .Concat(cpu.Irqs.Select(irq => (cpu.Cpu, $"irq {irq.Irq} {irq.Name}", irq.Count, irq.HandlerNs)))).Take(MostRows)
            .Select(row => new[] { row.Item2, $"{row.Cpu}", Count(row.Count), Time(row.HandlerNs.P50), Time(row.HandlerNs.P90),
                Time(row.HandlerNs.P99), Time(row.HandlerNs.P999), Time(row.HandlerNs.Max) });
        string more = result.Cpus.Count > MostRows
            ? $"<p class=\"soft\">The worst {MostRows} of {result.Cpus.Count} CPUs; the JSON has all.</p>\n" : "";
        return Html.Section(
            "cpus", "CPUs",
            Html.Table(
            ["CPU", "timer interrupts", "ticks", "gap p50", "gap p99", "gap max", "late p50", "late p99", "late max",
            "missed", "silent since"], rows)
            + Html.Table(["handler", "CPU", "count", "p50", "p90", "p99", "p99.9", "max"], handlers) + more);
    }

    private static string Ipis(AnalysisResult result)
    {
        if (result.Ipis.Count == 0) return "";
        IEnumerable<string[]> rows = result.Ipis.OrderByDescending(flow => flow.Count).Take(MostRows)
            .Select(flow => new[] { flow.From is { } from ? $"CPU {from}" : "unknown", $"CPU {flow.To}", flow.Name, Count(flow.Count) });
        return Html.Section("ipis", "IPIs", Html.Table(["from", "to", "what", "count"], rows));
    }
}
