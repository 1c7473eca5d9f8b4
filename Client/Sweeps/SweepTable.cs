using Spectre.Console;
using Tickstorm.Client.Output;
using Tickstorm.Client.Output.Json;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;

namespace Tickstorm.Client.Sweeps;

/// <summary>The share of lost ticks, points by designs, or other figures in a row for each; and where each design begins to lose.</summary>
internal static class SweepTable
{
    /// <summary>Writes table and sentences.</summary>
    public static void Write(
        ClientContext context, IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results,
        IReadOnlyList<FigurePath> shown)
    {
        Table table = new() { Border = TableBorder.Simple };
        if (shown.Count == 0) table.Title = new TableTitle("share of expected ticks that are lost");
        foreach (string heading in Headings(axes, designs, shown))
            table.AddColumn(new TableColumn(Markup.Escape(heading)) { Alignment = Justify.Right, NoWrap = shown.Count > 0 });
        foreach (string[] row in Rows(axes, designs, results, shown)) table.AddRow([.. row.Select(t => new Markup(Markup.Escape(t)))]);
        Consoles.Output(context).Write(table);
        foreach (string design in designs) context.Output.WriteLine(Threshold(axes, design, results));
        foreach (string line in Remarks(results)) context.Output.WriteLine(line);
    }

    /// <summary>The headings: a column for each design, or for each figure that was asked for.</summary>
    public static string[] Headings(IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<FigurePath> shown) =>
        [.. axes.Select(a => a.Name), .. shown.Count == 0 ? designs : ["design", .. shown.Select(figure => figure.Path)]];

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
