using System.Globalization;
using System.Text.Json.Nodes;
using Tickstorm.Client.Output;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Traces.Reports;

namespace Tickstorm.Client.Sweeps;

/// <summary>Where designs meet a condition: as a table, CSV, JSON and a report, one row a design.</summary>
internal static class CollapseTable
{
    private static readonly string[] s_columns =
    [
        "design", "key", "where", "from", "to", "first", "figure", "figure_interval95", "before", "before_interval95", "runs", "monotone",
        "reason",
    ];

    /// <summary>Writes table and sentences.</summary>
    public static void Write(ClientContext context, CollapseQuestion question, IReadOnlyList<CollapsePoint> points, int seeds)
    {
        FittedTable table = new(
            [.. Headings(question).Select((heading, i) => new FittedColumn(heading, i < 3 ? 0 : i, i == 0))], Title(question));
        foreach (CollapsePoint point in points) table.AddRow([.. Cells(question, point).Select(cell => new FittedCell(cell))]);
        table.Write(context);
        foreach (string line in Lines(question, points, seeds)) Prose.Write(context, line);
    }

    /// <summary>Writes CSV (RFC 4180).</summary>
    public static void WriteCsv(TextWriter writer, CollapseQuestion question, IReadOnlyList<CollapsePoint> points)
    {
        SweepCsv.Row(writer, s_columns);
        foreach (CollapsePoint p in points)
        {
            SweepCsv.Row(writer,
            [
                p.Design, question.Key.Path, question.Where.Text, question.Numbers.Format(question.From),
                question.Numbers.Format(question.To), p.First is { } first ? question.Numbers.Format(first) : "", Number(p.At?.Mean),
                Number(p.At?.Half), Number(p.Before?.Mean), Number(p.Before?.Half), p.Runs.ToString(CultureInfo.InvariantCulture),
                p.IsMonotone switch { true => "true", false => "false", null => "" }, p.Reason ?? "",
            ]);
        }
    }

    /// <summary>Writes one JSON object.</summary>
    public static void WriteJson(
        Stream stream, Scenario scenario, CollapseQuestion question, IReadOnlyList<CollapsePoint> points, int seeds)
    {
        JsonObject json = SweepJson.Head(scenario, seeds);
        json["find"] = question.Key.Path;
        json["where"] = question.Where.Text;
        json["figure"] = question.Where.Figure.Path;
        json["between"] = new JsonArray(Value(question, question.From), Value(question, question.To));
        json["runs"] = points.Sum(p => p.Runs);
        json["designs"] = new JsonArray([.. points.Select(p => new JsonObject
        {
            ["design"] = p.Design,
            ["first"] = p.First is { } first ? Value(question, first) : (JsonNode?)null,
            ["value"] = p.At?.Mean,
            ["interval95"] = Interval(p.At),
            ["before"] = p.Before?.Mean,
            ["beforeInterval95"] = Interval(p.Before),
            ["runs"] = p.Runs,
            ["monotone"] = p.IsMonotone,
            ["against"] = new JsonArray([.. p.Against.Select(value => Value(question, value))]),
            ["reason"] = p.Reason,
        })]);
        SweepJson.Write(stream, json);
    }

    /// <summary>The report as one HTML file.</summary>
    public static string Report(
        ClientContext context, Scenario scenario, CollapseQuestion question, IReadOnlyList<CollapsePoint> points, int seeds)
    {
        string sentences = string.Concat(Lines(question, points, seeds).Select(line => $"<li>{Html.Text(line)}</li>\n"));
        return HtmlPage.Of(
            $"Tickstorm: where {scenario.Name} collapses",
            Title(question) + ".",
            [
                Html.Section(
                    "points", "Points", Html.Table(Headings(question), points.Select(point => Cells(question, point))) +
                    $"<ul>\n{sentences}</ul>\n"),
            ],
            ReportOrigin.Of(context, scenario, []));
    }

    private static string Title(CollapseQuestion q) =>
        $"the first {q.Name} with {q.Where.Text}, between {q.Numbers.Format(q.From)} and {q.Numbers.Format(q.To)}";

    private static string[] Headings(CollapseQuestion q) =>
        ["design", $"first {q.Name}", q.Where.Figure.Path, "at the value before", "runs", "monotone"];

    private static string[] Cells(CollapseQuestion q, CollapsePoint p) =>
    [
        p.Design, p.First is { } first ? q.Numbers.Format(first) : "none", Numbers.Text(p.First is null ? null : p.At),
        Numbers.Text(p.Before), Numbers.Text(p.Runs), p.IsMonotone switch { true => "yes", false => "no", null => "-" },
    ];

    private static IEnumerable<string> Lines(CollapseQuestion q, IReadOnlyList<CollapsePoint> points, int seeds)
    {
        foreach (CollapsePoint p in points)
        {
            if (p.Reason is { } reason && p.First is null) yield return $"{p.Design} was not run: {reason}";
            else if (p.First is null) yield return $"{p.Design}: not at any of the {p.Runs} values that were run";
            if (p.Against.Count == 0) continue;
            string against = string.Join(", ", p.Against.Select(value =>
                $"{q.Numbers.Format(value)} ({(value < p.First ? "there it holds" : "there it does not")})"));
            yield return $"{p.Design}: not monotone at {against}; --over {q.Name}=FROM..TO shows every value.";
        }

        string each = seeds > 1 ? $", each with {seeds} seeds: the condition is held against the mean" : "";
        yield return $"{points.Sum(p => p.Runs)} values were run in all{each}.";
    }

    private static JsonValue Value(CollapseQuestion q, long value) =>
        q.Numbers.IsDuration ? JsonValue.Create(Durations.Format(value)) : JsonValue.Create(value);

    private static JsonArray? Interval(Estimate? estimate) =>
        estimate?.Half is { } half ? new JsonArray(estimate.Mean - half, estimate.Mean + half) : null;

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
