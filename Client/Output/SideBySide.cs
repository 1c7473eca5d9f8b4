using System.Text.Json.Nodes;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Output;

/// <summary>Several scenarios side by side: for each design a row of each, and what the scenarios differ in.</summary>
internal static class SideBySide
{
    /// <summary>Writes what was run, the values that differ, and the table.</summary>
    public static void Write(ClientContext context, IReadOnlyList<Experiment> experiments)
    {
        foreach (Experiment experiment in experiments)
        {
            Prose.Write(context, ScenarioLine.Of(experiment));
            foreach (string note in BootNotes.Of(experiment.Scenario)) Prose.Write(context, note);
        }

        foreach (string line in Differences(experiments)) Prose.Write(context, "  " + line);
        IReadOnlyList<OutcomeColumn> columns = Columns(experiments);
        FittedTable table = new(Columns(columns));
        foreach (string[] row in Rows(experiments, columns)) table.AddRow([.. row.Select(cell => new FittedCell(cell))]);
        table.Write(context);
        if (OutcomeColumn.AllZero(columns) is { } zero) Prose.Write(context, zero);
        Prose.Write(context, "C1 to C9: + kept, ! broken, . not exercised");
        foreach (string line in WhatIf.Lines(experiments.SelectMany(e => e.Designs)).Distinct()) Prose.Write(context, line);
        if (experiments.Any(e => !e.Complete)) Prose.Write(context, "Interrupted: this is what was finished until then.");
    }

    /// <summary>The columns that say something in any of the scenarios.</summary>
    public static IReadOnlyList<OutcomeColumn> Columns(IReadOnlyList<Experiment> experiments) =>
        [.. experiments.SelectMany(OutcomeColumn.Shown).Distinct()];

    /// <summary>The headings of the table.</summary>
    public static string[] Headings(IReadOnlyList<OutcomeColumn> columns) => [.. Columns(columns).Select(column => column.Heading)];

    private static FittedColumn[] Columns(IReadOnlyList<OutcomeColumn> columns) =>
    [
        new("design", IsText: true), new("scenario", IsText: true), new("handled / expected", 2),
        .. columns.Select(c => new FittedColumn(c.Heading, c.Rank)), new("jiffies", 3), new("p99 latency", 3), new("CPU ns per tick", 11),
        new("C1-C9", 1, IsLeft: true),
    ];

    /// <summary>The rows of the table, by design in the order asked for, then by scenario.</summary>
    public static IEnumerable<string[]> Rows(IReadOnlyList<Experiment> experiments, IReadOnlyList<OutcomeColumn> columns)
    {
        foreach (string design in experiments.SelectMany(e => e.Designs).Select(o => o.Design).Distinct())
        {
            foreach (Experiment experiment in experiments)
            {
                if (experiment.Designs.FirstOrDefault(o => o.Design == design) is not { } outcome) continue;
                string expected = Numbers.Text(outcome.Estimate(r => r.Ticks.Expected)?.Mean ?? 0);
                yield return
                [
                    WhatIf.Name(outcome), experiment.Scenario.Name,
                    outcome.First.Supported ? $"{Numbers.Text(outcome.Estimate(r => r.Ticks.Handled))} / {expected}" : "not run",
                    .. columns.Select(column => Numbers.Text(outcome.Estimate(column.Of))), JiffiesText.Of(outcome),
                    Numbers.Time(outcome.Estimate(r => r.LatencyNs.P99)), Numbers.Text(outcome.Estimate(Figure.Steady.Of)),
                    ConstraintMarks.Of(outcome.Runs),
                ];
            }
        }
    }

    /// <summary>The keys whose values differ, as in "machine.cpus: 64 in a, 128 in b".</summary>
    public static IEnumerable<string> Differences(IReadOnlyList<Experiment> experiments)
    {
        foreach (ScenarioKey key in ScenarioKeys.All.Where(key => key.Path is not ("name" or "description" or "designs")))
        {
            (string Name, string Value)[] values =
                [.. experiments.Select(e => (e.Scenario.Name, Text(key.Value(e.Scenario))))];
            if (values.Select(v => v.Value).Distinct().Count() > 1)
                yield return $"{key.Path}: {string.Join(", ", values.Select(v => $"{v.Value} in {v.Name}"))}";
        }
    }

    private static string Text(JsonNode? value) =>
        value is JsonValue scalar && scalar.TryGetValue(out string? text) ? text : ScenarioWriter.Flow(value);
}
