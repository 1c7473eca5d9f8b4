using Tickstorm.Client.Output.Answers;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Kernel;

namespace Tickstorm.Client.Output;

/// <summary>The table of designs on the console.</summary>
internal static class ComparisonTable
{
    private const double Microsecond = 1_000;

    /// <summary>Writes what was run, the table, why ticks were lost, the story of the worst design, and a comparison's answer.</summary>
    public static void Write(ClientContext context, Experiment experiment, Answer? answer = null)
    {
        Say(ScenarioLine.Of(experiment));
        foreach (string note in BootNotes.Of(experiment.Scenario)) Say(note);
        IReadOnlyList<OutcomeColumn> columns = OutcomeColumn.Shown(experiment);
        Table(experiment, columns).Write(context);
        if (OutcomeColumn.AllZero(columns) is { } zero) Say(zero);
        Say("C1 to C9: + kept, ! broken, . not exercised");
        foreach (string line in WhatIf.Lines(experiment.Ranked)) Say(line);
        Say(Verdict(experiment));
        foreach (DesignOutcome outcome in experiment.Ranked.Where(o => !o.First.Supported))
            Say($"{outcome.Design} was not run: {outcome.First.Reason}");
        if (!experiment.Complete) Say("Interrupted: this is what was finished until then.");
        foreach (string losses in LossSentences.Of(experiment)) Say(losses);
        foreach (string host in HostSentences.Of(experiment)) Say(host);
        if (experiment.Ranked.Count == 1 && ExitsText.Of(experiment.Ranked[0]) is { } exits) Say(exits);
        foreach (string woken in experiment.Ranked.Select(BroadcastText.Of).OfType<string>()) Say(woken);
        foreach (string said in experiment.Ranked.SelectMany(GuestText.Of)) Say(said);
        foreach (string moved in experiment.Ranked.SelectMany(DeviceText.Of)) Say(moved);
        foreach (string behind in experiment.Ranked.Select(JiffiesText.Behind).OfType<string>()) Say(behind);
        if (FirstDropStory.Of(experiment) is { } story)
        {
            Say("");
            Say(story);
        }

        if (answer is not { Lines.Count: > 0 }) return;
        Say("");
        for (int i = 0; i < answer.Lines.Count; i++) Say(i == 0 ? answer.Lines[0] : "  " + answer.Lines[i]);

        void Say(string line) => Prose.Write(context, line);
    }

    private static FittedTable Table(Experiment experiment, IReadOnlyList<OutcomeColumn> columns)
    {
        bool collisions = experiment.Runs.Any(r => r.CollisionNs is not null), exits = experiment.Runs.Any(r => r.Exits is not null);
        FittedTable table = new(
        [
            new("design", IsText: true), new("handled / expected", 2),
            .. columns.Select(c => new FittedColumn(c.Heading, c.Rank)),
            // The host's time is that of a second of one vCPU; no figure, and no 0, where there is no hypervisor.
            .. exits ? [new FittedColumn("exits per tick", 2), new FittedColumn("host us per s", 2)] : Array.Empty<FittedColumn>(),
            new("jiffies", 3), new("p99 latency", 3), new("CPU ns per tick", 11),
            // What a collision costs is no part of what a tick costs: a run that is longer has more ticks, but one that stalls no more
            // collisions.
            .. collisions ? [new FittedColumn("CPU per collision", 12)] : Array.Empty<FittedColumn>(), new("C1-C9", 1, IsLeft: true),
        ]);
        foreach (DesignOutcome outcome in experiment.Ranked.Where(o => o.First.Supported))
            table.AddRow([.. Cells(outcome, columns, exits, collisions)]);
        return table;
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
        o.First.Supported && o.BrokenConstraints == 0 && o.Runs.All(r => r.Ticks.Lost == 0);

    private static IEnumerable<FittedCell> Cells(DesignOutcome outcome, IReadOnlyList<OutcomeColumn> columns, bool exits, bool collisions)
    {
        yield return WhatIf.Name(outcome);
        // What is expected is the same with every seed but where phases are drawn; its interval is in the JSON.
        string expected = Numbers.Text(outcome.Estimate(r => r.Ticks.Expected)?.Mean ?? 0);
        yield return $"{Numbers.Text(outcome.Estimate(r => r.Ticks.Handled))} / {expected}";
        foreach (OutcomeColumn column in columns)
        {
            Estimate? value = outcome.Estimate(column.Of);
            yield return new FittedCell(Numbers.Text(value), !column.MustBeZero || value is null ? null : value.Mean > 0 ? "red" : "green");
        }

        if (exits)
        {
            yield return Numbers.Text(outcome.Estimate(Figure.ExitsPerTick.Of));
            yield return Numbers.Text(outcome.Estimate(r => Figure.HostTime.Of(r) / Microsecond));
        }

        yield return new FittedCell(JiffiesText.Of(outcome), JiffiesText.AreRight(outcome) ? null : "red");
        yield return Numbers.Time(outcome.Estimate(r => r.LatencyNs.P99));
        yield return Numbers.Text(outcome.Estimate(Figure.Steady.Of));
        if (collisions) yield return Numbers.Time(outcome.Estimate(Figure.Collision.Of));
        yield return new FittedCell(ConstraintMarks.Of(outcome.Runs)) { ColourOf = mark => ConstraintMarks.Colour(mark) };
    }
}
