using System.Text;
using Tickstorm.Client.Running;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Output.Reports;

/// <summary>The table of designs in a report, with the verdict on C1 to C9 and its reason on hovering.</summary>
internal static class DesignTable
{
    /// <summary>The section as HTML.</summary>
    public static string Of(Experiment experiment)
    {
        IReadOnlyList<OutcomeColumn> columns = OutcomeColumn.Shown(experiment);
        string[] headings =
        [
            "design", "handled", "expected", .. columns.Select(c => c.Heading), "jiffies", "p99 latency", "CPU ns per tick",
            "CPU per collision", .. ConstraintMarks.Ids,
        ];
        StringBuilder html = new("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
        foreach (string heading in headings)
            html.Append("<th scope=\"col\">").Append(heading).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (DesignOutcome o in experiment.Ranked)
            html.Append($"<tr><td>{Html.Text(WhatIf.Name(o))}</td>{Row(o, columns, headings.Length)}</tr>\n");
        html.Append("</tbody></table></div>\n<p class=\"soft\">C1 to C9: + kept, ! broken, . not exercised.</p>\n");
        foreach (string line in WhatIf.Lines(experiment.Ranked)) html.Append("<p>").Append(Html.Text(line)).Append("</p>\n");
        return Html.Section("designs", "Designs", html.ToString());
    }

    private static string Row(DesignOutcome o, IReadOnlyList<OutcomeColumn> columns, int width)
    {
        if (!o.First.Supported) return $"<td class=\"note\" colspan=\"{width - 1}\">not run: {Html.Text(o.First.Reason ?? "")}</td>";
        StringBuilder html = new();
        Cell(o.Estimate(r => r.Ticks.Handled));
        Cell(o.Estimate(r => r.Ticks.Expected));
        foreach (OutcomeColumn column in columns) Cell(o.Estimate(column.Of), column.MustBeZero);
        html.Append($"<td{(JiffiesText.AreRight(o) ? "" : " class=\"bad\"")}>{Html.Text(JiffiesText.Of(o))}</td>");
        html.Append($"<td>{Html.Text(Numbers.Time(o.Estimate(r => r.LatencyNs.P99)))}</td>");
        Cell(o.Estimate(Figure.Steady.Of));
        html.Append($"<td>{Html.Text(Numbers.Time(o.Estimate(Figure.Collision.Of)))}</td>");
        foreach (string id in ConstraintMarks.Ids) html.Append(Verdict(o, id));
        return html.ToString();

        void Cell(Estimate? value, bool mustBeZero = false)
        {
            string kind = !mustBeZero || value is null ? "" : value.Mean > 0 ? " class=\"bad\"" : " class=\"good\"";
            html.Append($"<td{kind}>{Html.Text(Numbers.Text(value))}</td>");
        }
    }

    private static string Verdict(DesignOutcome outcome, string id)
    {
        bool? kept = ConstraintMarks.Verdict(outcome.Runs, id);
        (string kind, string word) = kept switch
        {
            true => ("good", "kept"), false => ("bad", "broken"), null => ("soft", "not exercised"),
        };
        string why = outcome.First.Constraints.FirstOrDefault(c => c.Id == id)?.Why ?? "";
        return $"<td class=\"{kind}\" title=\"{Html.Text($"{word}: {why}")}\">{ConstraintMarks.Mark(kept)}</td>";
    }
}
