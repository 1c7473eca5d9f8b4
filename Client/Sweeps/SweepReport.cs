using System.Text;
using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Html;

namespace Tickstorm.Client.Sweeps;

/// <summary>The report of a sweep: a line per design, the table, the thresholds.</summary>
internal static class SweepReport
{
    /// <summary>The report as one HTML file.</summary>
    public static string Of(string scenario, IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results, Provenance provenance)
    {
        StringBuilder body = new("<h2>Share of expected ticks that are missing</h2>\n<div class=\"wide\">");
        body.Append(SweepChart.Svg(axes, designs, results)).Append("</div>\n<ul>\n");
        foreach (string design in designs) body.Append("<li>").Append(HtmlPage.Text(SweepTable.Threshold(axes, design, results))).Append("</li>\n");
        body.Append("</ul>\n<h2>Points</h2>\n<div class=\"wide\">\n<table>\n<tr>");
        foreach (string heading in axes.Select(a => a.Name).Concat(designs)) body.Append("<th>").Append(HtmlPage.Text(heading)).Append("</th>");
        body.Append("</tr>\n");
        foreach (SweepResult result in results)
        {
            body.Append("<tr>");
            foreach (string cell in result.Values.Concat(designs.Select(d => Numbers.Percent(SweepTable.Share(result, d))))) body.Append("<td>").Append(HtmlPage.Text(cell)).Append("</td>");
            body.Append("</tr>\n");
        }

        body.Append("</table>\n</div>\n");
        return HtmlPage.Of($"Tickstorm: sweep of {scenario}", body.ToString(), provenance, []);
    }
}
