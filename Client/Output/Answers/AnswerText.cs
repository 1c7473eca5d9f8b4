using Tickstorm.Client.Running;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Output.Answers;

/// <summary>The answer in at most twelve lines.</summary>
internal static class AnswerText
{
    private const int MostLines = 12;

    /// <summary>The lines: what keeps every constraint, cheapest first, then what rules out the others, the largest groups first.</summary>
    public static IReadOnlyList<string> Of(Experiment experiment, IReadOnlyList<DesignVerdict> verdicts, JiffiesShares shares)
    {
        List<string> lines = [Heading(experiment), .. Keeping(verdicts)];
        string[] unsupported = [.. Unsupported(verdicts)];
        string[] broken =
        [
            .. verdicts.Where(v => v.Kind == AnswerKind.Breaks).GroupBy(v => Faults.Ids(v.Outcome)).OrderByDescending(g => g.Count())
                .Select(g => $"{Names(g)}: ruled out. {Faults.Of(experiment, [.. g.Select(v => v.Outcome)], shares)}."),
        ];
        int room = MostLines - lines.Count - unsupported.Length;
        if (broken.Length > room)
        {
            IEnumerable<string> ids = verdicts.Where(v => v.Kind == AnswerKind.Breaks).GroupBy(v => Faults.Ids(v.Outcome))
                .OrderByDescending(g => g.Count()).Skip(room - 1).Select(g => $"{Names(g)} ({g.Key})");
            broken = [.. broken.Take(room - 1), $"Ruled out as well: {string.Join(", ", ids)}."];
        }

        return [.. lines, .. broken, .. unsupported];
    }

    private static string Heading(Experiment experiment)
    {
        Scenario s = experiment.Scenario;
        string pin = $"IRQ0 on pin {(s.Machine.MadtOverride ? 2 : 0)} of the IO-APIC";
        string cut = experiment.Complete ? "" : ", as far as it was simulated";
        return $"Answer for {ScenarioLine.Machine(s)}, {pin}{cut}:";
    }

    private static IEnumerable<string> Keeping(IReadOnlyList<DesignVerdict> verdicts)
    {
        DesignVerdict[] best = [.. verdicts.Where(v => v.Kind == AnswerKind.Best)];
        DesignVerdict[] others = [.. verdicts.Where(v => v.Kind == AnswerKind.Keeps).OrderBy(v => Cost.Of(v.Outcome))];
        double cheapest = best.Select(v => Cost.Of(v.Outcome)).DefaultIfEmpty().Min();
        if (best.Length == 0) yield return "No design of this kernel keeps every constraint.";
        string keep = best.Length == 1 ? "It keeps" : "They keep";
        if (best.Length > 0)
            yield return $"{Names(best)}: best. {keep} every constraint at the lowest cost: {Cost.Text(best[0].Outcome, cheapest)}.";
        if (Costs(others.Where(v => !v.Outcome.First.WhatIf)) is { Length: > 0 } dearer)
            yield return $"Every constraint at a higher cost: {dearer}.";
        if (Costs(others.Where(v => v.Outcome.First.WhatIf)) is { Length: > 0 } whatIf)
            yield return $"What if this kernel had them, every constraint as well: {whatIf}.";
        string[] unknown =
        [
            .. best.Concat(others).SelectMany(v => ConstraintMarks.Ids.Where(id => ConstraintMarks.Verdict(v.Outcome.Runs, id) is null)
                .Select(id => (id, v.Design))).GroupBy(p => p.id)
                .Select(g => $"{g.Key} under {string.Join(", ", g.Select(p => p.Design))}"),
        ];
        if (unknown.Length > 0) yield return $"Not exercised here: {string.Join("; ", unknown)}.";

        string Costs(IEnumerable<DesignVerdict> kept) =>
            string.Join("; ", kept.Select(v => $"{v.Design}, {Cost.Text(v.Outcome, cheapest)}"));
    }

    private static IEnumerable<string> Unsupported(IReadOnlyList<DesignVerdict> verdicts)
    {
        string[] reasons =
        [
            .. verdicts.Where(v => v.Kind == AnswerKind.Unsupported).GroupBy(v => v.Because).Select(g => $"{Names(g)} ({g.Key})"),
        ];
        if (reasons.Length > 0) yield return $"Not possible here: {string.Join("; ", reasons)}.";
    }

    private static string Names(IEnumerable<DesignVerdict> verdicts) => string.Join(", ", verdicts.Select(v => v.Design));
}
