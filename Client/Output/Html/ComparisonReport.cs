using System.Text;
using Tickstorm.Client.Running;

namespace Tickstorm.Client.Output.Html;

/// <summary>The report of a comparison: what was run, the chart, the table, the story, where it comes from.</summary>
internal static class ComparisonReport
{
    private static readonly string[] s_headings = ["design", "handled", "expected", "missing", "late", "coalesced", "dropped", "stalled", "starved", "p99 latency", "CPU ns per tick"];

    /// <summary>The report as one HTML file.</summary>
    public static string Of(Experiment experiment, Provenance provenance)
    {
        StringBuilder body = new();
        body.Append($"<p>{HtmlPage.Text(ScenarioLine.Of(experiment))}</p>\n");
        if (!experiment.Complete) body.Append("<p class=\"bad\">Interrupted: this is what was finished until then.</p>\n");
        body.Append("<h2>What became of the ticks</h2>\n<div class=\"wide\">").Append(OutcomeChart.Svg(experiment)).Append("</div>\n");
        if (FirstDropStory.Of(experiment) is { } story) body.Append($"<p>{HtmlPage.Text(story)}</p>\n");
        body.Append("<h2>Designs</h2>\n<div class=\"wide\">\n").Append(Table(experiment)).Append("</div>\n");
        return HtmlPage.Of($"Tickstorm: {experiment.Scenario.Name}", body.ToString(), provenance,
            experiment.Designs.Select(o => ($"digest of {o.Design}", o.First.Digest.Length > 0 ? o.First.Digest : "not run")));
    }

    private static string Table(Experiment experiment)
    {
        StringBuilder html = new("<table>\n<tr>");
        foreach (string heading in s_headings.Concat(ConstraintMarks.Ids)) html.Append("<th>").Append(heading).Append("</th>");
        html.Append("</tr>\n");
        foreach (DesignOutcome o in experiment.Ranked) html.Append("<tr><td>").Append(HtmlPage.Text(o.Design)).Append("</td>").Append(Row(o)).Append("</tr>\n");
        return html.Append("</table>\n").ToString();
    }

    private static string Row(DesignOutcome o)
    {
        if (!o.First.Supported) return $"<td colspan=\"{s_headings.Length + ConstraintMarks.Ids.Count - 1}\">not run: {HtmlPage.Text(o.First.Reason ?? "")}</td>";
        StringBuilder html = new();
        Cell(o.Estimate(r => r.Ticks.Handled));
        Cell(o.Estimate(r => r.Ticks.Expected));
        Cell(o.Estimate(r => r.Ticks.Missing), mustBeZero: true);
        Cell(o.Estimate(r => r.Ticks.Late));
        Cell(o.Estimate(r => r.Ticks.Coalesced));
        Cell(o.Estimate(r => r.Ticks.Dropped));
        Cell(o.Estimate(r => r.StalledCpus), mustBeZero: true);
        Cell(o.Estimate(r => r.StarvedCpus), mustBeZero: true);
        html.Append($"<td>{Numbers.Time(o.Estimate(r => r.LatencyNs.P99)?.Mean)}</td>");
        Cell(o.Estimate(r => r.CpuNsPerTick));
        foreach (string id in ConstraintMarks.Ids) html.Append(Verdict(o, id));
        return html.ToString();

        void Cell(Estimate? value, bool mustBeZero = false)
        {
            string kind = !mustBeZero || value is null ? "" : value.Mean > 0 ? " class=\"bad\"" : " class=\"good\"";
            html.Append($"<td{kind}>{HtmlPage.Text(Numbers.Text(value))}</td>");
        }
    }

    private static string Verdict(DesignOutcome outcome, string id)
    {
        (string kind, string mark) = ConstraintMarks.Verdict(outcome.Runs, id) switch { true => ("good", "kept"), false => ("bad", "broken"), null => ("", "-") };
        string why = outcome.First.Constraints.FirstOrDefault(c => c.Id == id)?.Why ?? "";
        return $"<td class=\"{kind}\" title=\"{HtmlPage.Text(why)}\">{mark}</td>";
    }
}
