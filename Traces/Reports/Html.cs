using System.Globalization;
using System.Net;
using System.Text;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Reports;

/// <summary>Small pieces of HTML.</summary>
public static class Html
{
    /// <summary>Text, escaped; what would turn the direction of the page's own text is shown by its number.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(Printable.Lines(text));

    /// <summary>A coordinate.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>A table; the first column is text, the others numbers. It scrolls on its own where the page is narrow.</summary>
    public static string Table(
        IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, string? caption = null,
        string? kind = null)
    {
        StringBuilder html = new($"<div class=\"scroll\" tabindex=\"0\"><table{(kind is null ? "" : $" class=\"{kind}\"")}>");
        if (caption is not null) html.Append("<caption>").Append(Text(caption)).Append("</caption>");
        html.Append("<thead><tr>");
        foreach (string head in heads) html.Append("<th scope=\"col\">").Append(Text(head)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (IReadOnlyList<string> row in rows)
        {
            html.Append("<tr>");
            foreach (string cell in row) html.Append("<td>").Append(Text(cell)).Append("</td>");
            html.Append("</tr>");
        }

        return html.Append("</tbody></table></div>\n").ToString();
    }

    /// <summary>A section with a heading.</summary>
    public static string Section(string id, string title, string content) =>
        $"<section id=\"{id}\"><h2>{Text(title)}</h2>\n{content}</section>\n";

    /// <summary>What an axis of an SVG drawing counts: below it, or upright beside it.</summary>
    public static string AxisTitle(double x, double y, string text, bool upright = false)
    {
        string turned = upright ? $" transform=\"rotate(-90 {Number(x)} {Number(y)})\"" : "";
        return $"<text class=\"title\" x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"middle\"{turned}>{Text(text)}</text>";
    }

    /// <summary>An SVG drawing with its text alternative.</summary>
    public static string Svg(int width, int height, string alternative, string content) =>
        $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Text(alternative)}\">{content}</svg>\n";
}
