using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;

namespace Tickstorm.Client.Sweeps;

/// <summary>The share of lost ticks, points by designs, or other figures in a row for each; and where each design begins to lose.</summary>
internal static class SweepTable
{
    private const string Title = "share of expected ticks that are lost", Design = "design";

    /// <summary>Writes table and sentences.</summary>
    public static void Write(
        ClientContext context, IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results,
        IReadOnlyList<FigurePath> shown)
    {
        FittedTable[] forms = shown.Count == 0
            ? [ByPoint(axes, designs, results, shown), ByDesign(axes, designs, results), ByPointAndDesign(axes, designs, results)]
            : [ByPoint(axes, designs, results, shown)];
        (forms.FirstOrDefault(form => form.Fits(context)) ?? forms[^1]).Write(context);
        foreach (string design in designs) Prose.Write(context, Threshold(axes, design, results));
        foreach (string line in Remarks(results)) Prose.Write(context, line);
    }

    // A row for each point: a column for each design, or the figures that were asked for, of which a narrow terminal shows the first.
    private static FittedTable ByPoint(
        IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results, IReadOnlyList<FigurePath> shown)
    {
        int always = axes.Count + 1;
        FittedTable table = new(
            [
                .. Headings(axes, designs, shown).Select(
                    (heading, i) => new FittedColumn(heading, Rank(heading, i), i < always && heading == Design)),
            ],
            shown.Count == 0 ? Title : null);
        foreach (string[] row in Rows(axes, designs, results, shown)) table.AddRow([.. row.Select(cell => new FittedCell(cell))]);
        return table;

        int Rank(string heading, int i) => i < always || heading is "lost" or "late" ? 0 : i;
    }

    // Where the designs are too many: a row for each design, a column for each point.
    private static FittedTable ByDesign(IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results)
    {
        bool alone = axes.Count == 1;
        FittedTable table = new(
            [
                new(alone ? $"design, by {axes[0].Name}" : Design, IsText: true),
                .. results.Select(r => new FittedColumn(alone ? r.Values[0] : SweepPoint.Label(axes, r.Values))),
            ],
            Title);
        foreach (string design in designs)
            table.AddRow([design, .. results.Select(r => new FittedCell(Numbers.Percent(Shares(r, design))))]);
        return table;
    }

    // Where the points are too many as well: a row for each of both, if ticks are lost there.
    private static FittedTable ByPointAndDesign(
        IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results)
    {
        FittedTable table = new(
            [.. axes.Select(axis => new FittedColumn(axis.Name)), new(Design, IsText: true), new("lost")],
            Title + "; where a design has no row, it loses none or was not run");
        foreach (SweepResult result in results)
        {
            foreach (string design in designs.Where(design => Shares(result, design) is { Mean: > 0 }))
                table.AddRow([.. result.Values.Select(value => new FittedCell(value)), design, Numbers.Percent(Shares(result, design))]);
        }

        return table;
    }

    /// <summary>The headings: a column for each design, or for each figure that was asked for.</summary>
    public static string[] Headings(IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<FigurePath> shown) =>
        [.. axes.Select(a => a.Name), .. shown.Count == 0 ? designs : [Design, .. shown.Select(figure => figure.Path)]];

    /// <summary>The rows: one for each point, or for each point and design.</summary>
    public static IEnumerable<string[]> Rows(
        IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results, IReadOnlyList<FigurePath> shown)
    {
        foreach (SweepResult result in results)
        {
            if (shown.Count == 0)
            {
                yield return [.. result.Values, .. designs.Select(design => Numbers.Percent(Shares(result, design)))];
                continue;
            }

            foreach (DesignOutcome outcome in result.Experiment.Designs)
                yield return [.. result.Values, outcome.Design, .. shown.Select(figure => Text(figure, figure.Of(outcome)))];
        }
    }

    /// <summary>What the kernels of the points could not do, and which designs they do not have.</summary>
    public static IEnumerable<string> Remarks(IReadOnlyList<SweepResult> results) =>
        results.SelectMany(r => BootNotes.Of(r.Experiment.Scenario).Concat(WhatIf.Lines(r.Experiment.Designs))).Distinct();

    /// <summary>The first point at which a design loses ticks, in words.</summary>
    public static string Threshold(IReadOnlyList<SweepAxis> axes, string design, IReadOnlyList<SweepResult> results)
    {
        SweepResult[] known = [.. results.Where(r => Of(r, design, Figure.Lost) is not null)];
        if (known.Length == 0) return $"{design}: no point could be run";
        return known.FirstOrDefault(r => Of(r, design, Figure.Lost)!.Mean > 0) is { } first
            ? $"{design}: loses ticks first at {SweepPoint.Label(axes, first.Values)} ({Numbers.Percent(Shares(first, design))} lost)"
            : $"{design}: loses none at any point";
    }

    /// <summary>The share of lost ticks of a design at a point, with its interval; null when it was not run.</summary>
    public static Estimate? Shares(SweepResult result, string design) => Of(result, design, Figure.LostShare);

    private static string Text(FigurePath figure, Estimate? value) => figure.IsTime ? Numbers.Time(value) : Numbers.Text(value);

    private static Estimate? Of(SweepResult result, string design, Figure figure) =>
        result.Experiment.Designs.FirstOrDefault(o => o.Design == design)?.Estimate(figure.Of);
}
