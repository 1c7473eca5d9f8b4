using Spectre.Console;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;

namespace Tickstorm.Client.Sweeps;

/// <summary>The share of lost ticks, points by designs, and where each design begins to lose.</summary>
internal static class SweepTable
{
    /// <summary>Writes table and sentences.</summary>
    public static void Write(
        ClientContext context, IReadOnlyList<SweepAxis> axes, IReadOnlyList<string> designs, IReadOnlyList<SweepResult> results)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle("share of expected ticks that are lost") };
        foreach (string heading in axes.Select(a => a.Name).Concat(designs))
            table.AddColumn(new TableColumn(Markup.Escape(heading)) { Alignment = Justify.Right });
        foreach (SweepResult result in results)
        {
            table.AddRow(
                [.. result.Values.Concat(designs.Select(d => Numbers.Percent(Share(result,
                d)))).Select(t => new Markup(Markup.Escape(t)))]);
        }

        Consoles.Output(context).Write(table);
        foreach (string design in designs) context.Output.WriteLine(Threshold(axes, design, results));
        foreach (string line in Remarks(results)) context.Output.WriteLine(line);
    }

    /// <summary>What the kernels of the points could not do, and which designs they do not have.</summary>
    public static IEnumerable<string> Remarks(IReadOnlyList<SweepResult> results) =>
        results.SelectMany(r => BootNotes.Of(r.Experiment.Scenario).Concat(WhatIf.Lines(r.Experiment.Designs))).Distinct();

    /// <summary>The first point at which a design loses ticks, in words.</summary>
    public static string Threshold(IReadOnlyList<SweepAxis> axes, string design, IReadOnlyList<SweepResult> results)
    {
        SweepResult[] known = [.. results.Where(r => Mean(r, design, Figure.Lost) is not null)];
        if (known.Length == 0) return $"{design}: no point could be run";
        return known.FirstOrDefault(r => Mean(r, design, Figure.Lost) > 0) is { } first
            ? $"{design}: loses ticks first at {SweepPoint.Label(axes, first.Values)} ({Numbers.Percent(Share(first, design))} lost)"
            : $"{design}: loses none at any point";
    }

    /// <summary>The mean share of lost ticks of a design at a point; null when it was not run.</summary>
    public static double? Share(SweepResult result, string design) => Mean(result, design, Figure.LostShare);

    private static double? Mean(SweepResult result, string design, Figure figure) =>
        result.Experiment.Designs.FirstOrDefault(o => o.Design == design)?.Estimate(figure.Of)?.Mean;
}
