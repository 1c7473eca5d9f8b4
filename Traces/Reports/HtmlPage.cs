using System.Text;

namespace Tickstorm.Traces.Reports;

/// <summary>One self-contained page.</summary>
public static class HtmlPage
{
    /// <summary>Puts sections into a page with the style sheet and the provenance.</summary>
    public static string Of(string title, string summary, IEnumerable<string> sections, Provenance provenance)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(sections);
        ArgumentNullException.ThrowIfNull(provenance);
        string content = string.Concat(sections);
        bool hasScript = content.Contains(TimeLineSection.Mark, StringComparison.Ordinal);
        StringBuilder html = new();
        // The policy makes sure that the page asks for nothing, whatever a name in the data may hold.
        html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src " +
                $"data:{(hasScript ? $"; script-src '{TimeLineSection.ScriptHash}'" : "")}\"/>")
            .Append("<link rel=\"icon\" href=\"data:,\"/><title>").Append(Html.Text(title)).Append("</title>\n<style>").Append(
                ReportStyle.Css).Append("</style></head>\n<body>\n<header><h1>")
            .Append(Html.Text(title)).Append("</h1><p>").Append(Html.Text(summary)).Append("</p></header>\n<main>\n");
        html.Append(content).Append("</main>\n");
        if (provenance.Lines.Count > 0)
        {
            html.Append("<footer>").Append(
                Html.Table(["what", "value"], provenance.Lines.Select(line => new[] { line.What, line.Value }),
                "Where this report comes from", "words")).Append("</footer>\n");
        }

        if (hasScript) html.Append("<script>").Append(TimeLineSection.Script).Append("</script>\n");

        return html.Append("</body></html>\n").ToString();
    }
}
