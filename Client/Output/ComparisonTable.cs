using Spectre.Console;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output;

/// <summary>The table of designs on the console.</summary>
internal static class ComparisonTable
{
    private static readonly string[] s_headings =
        ["design", "handled / expected", "missing", "late", "coalesced", "dropped", "stalled", "p99 latency", "CPU ns per tick"];

    /// <summary>Writes what was run, the table and the story of the worst design.</summary>
    public static void Write(ClientContext context, Experiment experiment)
    {
        TextWriter output = context.Output;
        output.WriteLine(ScenarioLine.Of(experiment));
        foreach (string note in BootNotes.Of(experiment.Scenario)) output.WriteLine(note);
        Table table = new() { Border = TableBorder.Simple };
        foreach (string heading in s_headings)
            table.AddColumn(new TableColumn(heading) { Alignment = heading == "design" ? Justify.Left : Justify.Right, NoWrap = true });
        table.AddColumn(new TableColumn("C1-C9") { NoWrap = true });
        foreach (DesignOutcome outcome in experiment.Ranked)
        {
            if (outcome.First.Supported) table.AddRow(Cells(outcome));
        }

        Consoles.Output(context).Write(table);
        output.WriteLine("C1 to C9: + kept, ! broken, . not exercised");
        foreach (string line in WhatIf.Lines(experiment.Ranked)) output.WriteLine(line);
        output.WriteLine(Verdict(experiment));
        foreach (DesignOutcome outcome in experiment.Ranked.Where(o => !o.First.Supported))
            output.WriteLine($"{outcome.Design} was not run: {outcome.First.Reason}");
        if (!experiment.Complete) output.WriteLine("Interrupted: this is what was finished until then.");
        if (FirstDropStory.Of(experiment) is { } story)
        {
            output.WriteLine();
            output.WriteLine(story);
        }
    }

    private static string Verdict(Experiment experiment)
    {
        if (experiment.Runs.All(r => r.Ticks.Expected == 0))
            return "No tick was expected: the run ends before the first one, or no CPU wants one.";
        string[] survivors = [.. experiment.Ranked.Where(Survives).Select(o => o.Design)];
        return survivors.Length > 0
            ? $"Nothing lost, nothing broken: {string.Join(", ", survivors)}"
            : "No design loses nothing and breaks nothing.";
    }

    private static bool Survives(DesignOutcome o) =>
        o.First.Supported && o.BrokenConstraints == 0 && o.Runs.All(r => Figure.Lost.Of(r) <= 0);

    private static IEnumerable<Markup> Cells(DesignOutcome outcome)
    {
        Estimate? missing = outcome.Estimate(r => r.Ticks.Missing);
        Estimate? stalled = outcome.Estimate(r => r.StalledCpus);
        yield return new Markup(Markup.Escape(WhatIf.Name(outcome)));
        yield return Cell(
            $"{Numbers.Text(outcome.Estimate(r => r.Ticks.Handled) is { } h ? h.Mean : 0)} / {Numbers.Text(outcome.Estimate(r => r.Ticks.Expected) is { } e ? e.Mean : 0)}");
        yield return Cell(Numbers.Text(missing), missing is { Mean: > 0 } ? "red" : "green");
        yield return Cell(Numbers.Text(outcome.Estimate(r => r.Ticks.Late)));
        yield return Cell(Numbers.Text(outcome.Estimate(r => r.Ticks.Coalesced)));
        yield return Cell(Numbers.Text(outcome.Estimate(r => r.Ticks.Dropped)));
        yield return Cell(Numbers.Text(stalled), stalled is { Mean: > 0 } ? "red" : null);
        yield return Cell(Readable.Time(outcome.Estimate(r => r.LatencyNs.P99)?.Mean));
        yield return Cell(Numbers.Text(outcome.Estimate(r => r.CpuNsPerTick)));
        yield return new Markup(string.Concat(ConstraintMarks.Ids.Select(id => Mark(ConstraintMarks.Verdict(outcome.Runs, id)))));
    }

    private static Markup Cell(string text, string? colour = null) =>
        new(colour is null ? Markup.Escape(text) : $"[{colour}]{Markup.Escape(text)}[/]");

    private static string Mark(bool? kept) => kept switch
    {
        true => $"[green]{ConstraintMarks.Mark(kept)}[/]",
        false => $"[red]{ConstraintMarks.Mark(kept)}[/]",
        null => $"[grey]{ConstraintMarks.Mark(kept)}[/]",
    };
}
