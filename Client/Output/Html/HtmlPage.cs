using System.Net;
using System.Text;

namespace Tickstorm.Client.Output.Html;

/// <summary>A page in one file: no script, nothing from the network, light or dark as the reader has it.</summary>
internal static class HtmlPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d2430; --paper: #ffffff; --faint: #667085; --rule: #d8dde6;
          --handled: #3a7dbd; --late: #9fc5e8; --coalesced: #e0b040; --dropped: #c8414f; --masked: #8a63b0; --pending: #98a0ab; --silent: #e9ecf1;
          --bad: #b3202f; --good: #1c7c48; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --paper: #14181f; --faint: #98a2b3; --rule: #323a47;
          --handled: #5b9bd8; --late: #2f5f8f; --coalesced: #d6a93a; --dropped: #e0606c; --masked: #a98ad0; --pending: #737d8a; --silent: #242b36;
          --bad: #f08a94; --good: #6fcf97; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2.2rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
        th { color: var(--faint); font-weight: 600; } th:first-child, td:first-child { text-align: left; }
        dt { color: var(--faint); } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: .85rem; }
        .bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); }
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .faint { fill: var(--faint); } svg .rule { stroke: var(--rule); }
        """;

    /// <summary>The page around a body that is already HTML.</summary>
    public static string Of(string title, string body, Provenance provenance, IEnumerable<(string Name, string Value)> more) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <h1>{Text(title)}</h1>
        {body}
        <h2>Provenance</h2>
        <dl>
        {Definitions([("command line", provenance.CommandLine), ("Tickstorm", provenance.Version), ("seed", $"{provenance.Seed}"), ("parameters, SHA-256", provenance.ParametersSha256), ("machine", provenance.Machine), .. more])}</dl>
        </body>
        </html>

        """;

    /// <summary>Text as HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Definitions(IEnumerable<(string Name, string Value)> items)
    {
        StringBuilder html = new();
        foreach ((string name, string value) in items) html.Append("<dt>").Append(Text(name)).Append("</dt><dd>").Append(Text(value)).Append("</dd>\n");
        return html.ToString();
    }
}
