using System.Text;
using Tickstorm.Client.Output;
using Tickstorm.Results;
using Tickstorm.Traces.Reports;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Sweeps;

/// <summary>The whole sweep at a glance: which design loses how much at which point, and to what.</summary>
internal static class SweepGlance
{
    /// <summary>The section: a row per point, a column per design.</summary>
    public static string Of(IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results)
    {
        StringBuilder html = new("<div class=\"scroll\" tabindex=\"0\"><table class=\"glance\"><thead><tr>");
        foreach (string head in (IEnumerable<string>)[.. axes.Select(axis => axis.Name), .. designs])
            html.Append("<th scope=\"col\">").Append(Html.Text(head)).Append("</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach (SweepResult result in results)
        {
            html.Append("<tr>");
            foreach (string value in result.Values) html.Append("<td>").Append(Html.Text(value)).Append("</td>");
            foreach (string design in designs) html.Append(Cell(result, design));
            html.Append("</tr>\n");
        }

        return Html.Section("points", "Which design loses what at which point", html.Append("</tbody></table></div>\n").ToString());
    }

    private static string Cell(SweepResult result, string design)
    {
        if (SweepTable.Shares(result, design) is not { } share) return "<td class=\"soft\">-</td>";
        if (share.Mean <= 0) return "<td class=\"good\">0 %</td>";
        // Ticks that nothing arms follow from the first loss: what that was is the reason.
        TickLoss? most = result.Experiment.Designs.FirstOrDefault(one => one.Design == design)?.First.Losses
            .OrderBy(loss => loss.Reason == DropReason.NotArmed).FirstOrDefault();
        return $"<td class=\"bad\">{Html.Text(Numbers.Percent(share))}<br/><small>{Html.Text(most?.Reason.Name() ?? "")}</small></td>";
    }
}
