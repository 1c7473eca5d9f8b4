using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Output.Reports;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Sweeps;

/// <summary>The report of a sweep: a line per design, the thresholds, the table, then the first point that loses in detail.</summary>
internal static class SweepReport
{
    /// <summary>The report as one HTML file.</summary>
    public static string Of(
        ClientContext context, Scenario scenario, IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs,
        IReadOnlyList<SweepResult> results, IReadOnlyList<FigurePath> shown, EngineOptions options)
    {
        SweepResult? told = results.FirstOrDefault(r => r.Experiment.Runs.Any(run => run.Ticks.Lost > 0))
            ?? (results.Count > 0 ? results[^1] : null);
        Detail? detail = told is null
            ? null
            : DetailRun.Of(context, told.Experiment.Scenario, DetailRun.Worst(told.Experiment)?.Design, options);
        SweepMeasure measure = SweepMeasure.For(scenario, designs, results);
        string chart = $"<figure class=\"scroll\">{SweepChart.Svg(axes, designs, results, measure)}{Caption(results)}</figure>\n<ul>\n"
            + string.Concat(designs.Select(design => $"<li>{Html.Text(SweepTable.Threshold(axes, design, results))}</li>\n")) + "</ul>\n"
            + string.Concat(SweepTable.Remarks(results).Select(line => $"<p>{Html.Text(line)}</p>\n"));
        return HtmlPage.Of(
            $"Tickstorm: sweep of {scenario.Name}",
            $"{Lead(axes, designs, results)} {results.Count} points of {string.Join(", ", axes.Select(a => a.Name))} " +
            $"under {designs.Count} designs.",
            [
                Html.Section("sweep", measure.Heading, chart),
                SweepGlance.Of(axes, designs, results),
                shown.Count == 0 ? "" : Html.Section("figures", "Figures", Html.Table(
                    SweepTable.Headings(axes, designs, shown), SweepTable.Rows(axes, designs, results, shown))),
                Latency(told, axes),
                .. DetailSections.Of(detail, told is null ? null : SweepPoint.Label(axes, told.Values)),
            ],
            ReportOrigin.Of(context, scenario, told?.Experiment.Designs ?? []));
    }

    private static string Lead(IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results)
    {
        string[] losing = [.. designs.Where(design => results.Any(result => SweepTable.Shares(result, design)?.Mean > 0))];
        return losing.Length == 0
            ? "No design loses a tick at any point."
            : string.Join("; ", losing.Take(3).Select(design => SweepTable.Threshold(axes, design, results)))
                + (losing.Length > 3 ? $"; {losing.Length - 3} more designs lose ticks." : ".");
    }

    private static string Caption(IReadOnlyList<SweepResult> results)
    {
        int seeds = results.Count == 0 ? 1 : results[0].Experiment.Seeds;
        return seeds > 1 ? $"<figcaption>Means of {seeds} seeds; upright bars are their 95 % intervals.</figcaption>" : "";
    }

    private static string Latency(SweepResult? told, IReadOnlyList<SweepAxis> axes) => told is null ? "" : LatencySection.Of(
        [.. told.Experiment.Ranked.Where(o => o.First.Supported).Select(o => ($"{o.Design}", o.First.LatencyBuckets, o.First.LatencyNs))],
        note: $"At {SweepPoint.Label(axes, told.Values)}.");
}
