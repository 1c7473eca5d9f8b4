using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Reports;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output.Reports;

/// <summary>What a capture shows of a real kernel beside what its machine does in the simulation.</summary>
internal static class MeasuredSections
{
    private const int MostRows = 64;

    /// <summary>The sections; none for a comparison that is not from a capture.</summary>
    public static IEnumerable<string> Of(Measured? measured, Experiment experiment)
    {
        if (measured is null) yield break;
        yield return Html.Section("measured", "Measured beside simulated", Lead(measured) + Whole(measured, experiment) + PerCpu(measured));
        string design = measured.Fit.DesignInUse;
        yield return LatencySection.Of(
            [Row("measured", Gaps(measured.Capture)), Row(design, Gaps(measured.Run.Result))], id: "measured-gaps",
            title: "From tick to tick, measured and simulated");
        yield return LatencySection.Of(
            [Row("measured", measured.Capture.Latency), Row(design, measured.Run.Result.Latency)], id: "measured-late",
            title: "From expiry to handler start, measured and simulated");
        yield return HeatSection.Of(measured.Capture.Heat, measured.Capture.Cpus, "measured-heat", "Measured: ticks by CPU and time");
        foreach (string section in CaptureSections.Of(measured.Capture)) yield return section;
    }

    private static string Lead(Measured measured)
    {
        string beside = $" Beside it stands {measured.Fit.DesignInUse}, by which its ticks came.";
        return $"<p>{Html.Text("The captured kernel: " + Headline.Of(measured.Capture) + beside)}</p>\n";
    }

    private static string Whole(Measured measured, Experiment experiment)
    {
        AnalysisResult capture = measured.Capture;
        Percentiles late = capture.Latency.Percentiles();
        IEnumerable<string[]> rows = experiment.Ranked.Where(o => o.First.Supported).Select(o => new[]
        {
            o.Design, Readable.Count(o.First.Ticks.Expected), Readable.Count(o.First.Ticks.Handled), Readable.Count(o.First.Ticks.Lost),
            Readable.Time(o.First.LatencyNs.P50), Readable.Time(o.First.LatencyNs.P99), Readable.Time(o.First.LatencyNs.Max),
        });
        string[] first =
        [
            "measured", Readable.Count(Sum(capture, cpu => cpu.Due - (cpu.Skipped ?? 0))), Readable.Count(capture.Totals.Handled),
            Readable.Count(Sum(capture, cpu => cpu.Missed)), Readable.Time(late.P50), Readable.Time(late.P99), Readable.Time(late.Max),
        ];
        return Html.Table(["", "ticks due", "done", "missed or lost", "late p50", "late p99", "late max"], rows.Prepend(first));
    }

    private static string PerCpu(Measured measured)
    {
        CpuAnalysis[] worst =
        [
            .. measured.Capture.Cpus.OrderByDescending(cpu => cpu.Missed ?? 0).ThenByDescending(cpu => cpu.LatencyNs.Max ?? 0)
                .ThenBy(cpu => cpu.Cpu).Take(MostRows),
        ];
        string left = measured.Capture.Cpus.Count > MostRows
            ? $"<p class=\"soft\">The {MostRows} CPUs that miss most of {measured.Capture.Cpus.Count}.</p>\n" : "";
        return Html.Table(
            ["CPU", "ticks", "missed or lost", "gap p50", "gap p99", "gap max", "late p50", "late p99", "late max"],
            worst.SelectMany(cpu => Pair(measured, cpu))) + left;
    }

    // One below the other, so that the eye need not travel.
    private static IEnumerable<string[]> Pair(Measured measured, CpuAnalysis real)
    {
        yield return Figures($"{real.Name} measured", real, real.Missed);
        if (measured.Run.Result.Cpus.FirstOrDefault(cpu => cpu.Cpu == real.Cpu) is { } run)
            yield return Figures($"{real.Name} {measured.Fit.DesignInUse}", run, measured.Lost(real.Cpu));
    }

    private static string[] Figures(string name, CpuAnalysis cpu, long? missed) =>
    [
        name, Readable.Count(cpu.Ticks), Readable.Count(missed), Readable.Time(cpu.TickGapNs.P50), Readable.Time(cpu.TickGapNs.P99),
        Readable.Time(cpu.TickGapNs.Max), Readable.Time(cpu.LatencyNs.P50), Readable.Time(cpu.LatencyNs.P99),
        Readable.Time(cpu.LatencyNs.Max),
    ];

    private static long? Sum(AnalysisResult capture, Func<CpuAnalysis, long?> figure) =>
        capture.Cpus.Any(cpu => figure(cpu) is not null) ? capture.Cpus.Sum(cpu => figure(cpu) ?? 0) : null;

    private static LatencyHistogram? Gaps(AnalysisResult? result)
    {
        if (result is null) return null;
        LatencyHistogram all = new();
        foreach ((string _, LatencyHistogram gaps) in result.Gaps) all.Add(gaps);
        return all;
    }

    private static (string, IReadOnlyList<(long, long)>, Percentiles) Row(string name, LatencyHistogram? histogram) =>
        (name, histogram is null ? [] : [.. histogram.Buckets()], histogram?.Percentiles() ?? Percentiles.None);
}
