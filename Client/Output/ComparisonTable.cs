using Spectre.Console;
using Tickstorm.Client.Output.Answers;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;

namespace Tickstorm.Client.Output;

/// <summary>The table of designs on the console.</summary>
internal static class ComparisonTable
{
    /// <summary>Writes what was run, the table, why ticks were lost, the story of the worst design, and a comparison's answer.</summary>
    public static void Write(ClientContext context, Experiment experiment, Answer? answer = null)
    {
        TextWriter output = context.Output;
        output.WriteLine(ScenarioLine.Of(experiment));
        foreach (string note in BootNotes.Of(experiment.Scenario)) output.WriteLine(note);
        Consoles.Output(context).Write(Table(experiment));
        output.WriteLine("C1 to C9: + kept, ! broken, . not exercised");
        foreach (string line in WhatIf.Lines(experiment.Ranked)) output.WriteLine(line);
        output.WriteLine(Verdict(experiment));
        foreach (DesignOutcome outcome in experiment.Ranked.Where(o => !o.First.Supported))
            output.WriteLine($"{outcome.Design} was not run: {outcome.First.Reason}");
        if (!experiment.Complete) output.WriteLine("Interrupted: this is what was finished until then.");
        foreach (string losses in LossSentences.Of(experiment)) output.WriteLine(losses);
        foreach (string behind in experiment.Ranked.Select(JiffiesText.Behind).OfType<string>()) output.WriteLine(behind);
        if (FirstDropStory.Of(experiment) is { } story)
        {
            output.WriteLine();
            output.WriteLine(story);
        }

        if (answer is not { Lines.Count: > 0 }) return;
        output.WriteLine();
        for (int i = 0; i < answer.Lines.Count; i++) output.WriteLine(i == 0 ? answer.Lines[0] : "  " + answer.Lines[i]);
    }

    private static Table Table(Experiment experiment)
    {
        IReadOnlyList<OutcomeColumn> columns = OutcomeColumn.Shown(experiment);
        Table table = new() { Border = TableBorder.Simple };
        string[] headings =
        [
            "design", "handled / expected", .. columns.Select(c => c.Heading), "jiffies", "p99 latency", "CPU ns per tick",
            .. Collisions(experiment),
        ];
        foreach (string heading in headings)
            table.AddColumn(new TableColumn(heading) { Alignment = heading == "design" ? Justify.Left : Justify.Right, NoWrap = true });
        table.AddColumn(new TableColumn("C1-C9") { NoWrap = true });
        foreach (DesignOutcome outcome in experiment.Ranked)
        {
            if (outcome.First.Supported) table.AddRow(Cells(outcome, columns, Collisions(experiment).Length > 0));
        }

        return table;
    }

    // What a collision costs is no part of what a tick costs: a run that is longer has more ticks, but one that stalls no more collisions.
    private static string[] Collisions(Experiment experiment) =>
        experiment.Runs.Any(r => r.CollisionNs is not null) ? ["CPU per collision"] : [];

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
        o.First.Supported && o.BrokenConstraints == 0 && o.Runs.All(r => r.Ticks.Lost == 0);

    private static IEnumerable<Markup> Cells(DesignOutcome outcome, IReadOnlyList<OutcomeColumn> columns, bool collisions)
    {
        yield return new Markup(Markup.Escape(WhatIf.Name(outcome)));
        // What is expected is the same with every seed but where phases are drawn; its interval is in the JSON.
        string expected = Numbers.Text(outcome.Estimate(r => r.Ticks.Expected)?.Mean ?? 0);
        yield return Cell($"{Numbers.Text(outcome.Estimate(r => r.Ticks.Handled))} / {expected}");
        foreach (OutcomeColumn column in columns)
        {
            Estimate? value = outcome.Estimate(column.Of);
            yield return Cell(Numbers.Text(value), !column.MustBeZero || value is null ? null : value.Mean > 0 ? "red" : "green");
        }

        yield return Cell(JiffiesText.Of(outcome), JiffiesText.AreRight(outcome) ? null : "red");
        yield return Cell(Numbers.Time(outcome.Estimate(r => r.LatencyNs.P99)));
        yield return Cell(Numbers.Text(outcome.Estimate(Figure.Steady.Of)));
        if (collisions) yield return Cell(Numbers.Time(outcome.Estimate(Figure.Collision.Of)));
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
