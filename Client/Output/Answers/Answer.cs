using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;
using Tickstorm.Simulation;

namespace Tickstorm.Client.Output.Answers;

/// <summary>
/// Which designs keep every constraint on a machine, what each costs, and what rules out the others. It is read off the results alone:
/// nothing in it knows a design or a scenario by name.
/// </summary>
/// <param name="Verdicts">One for each design, in the order of the table; none when no tick was expected.</param>
/// <param name="Lines">The same in at most twelve lines.</param>
internal sealed record Answer(IReadOnlyList<DesignVerdict> Verdicts, IReadOnlyList<string> Lines)
{
    /// <summary>The answer of an experiment; runs some designs again with other seeds where it depends on a draw.</summary>
    public static Answer Of(ClientContext context, Experiment experiment, EngineOptions options)
    {
        if (experiment.Runs.Any(r => r.Supported) && experiment.Runs.All(r => r.Ticks.Expected == 0)) return new Answer([], []);
        JiffiesShares shares = JiffiesShares.Of(context, experiment, options);
        // What this kernel does not have is no answer for it, however cheap it would be.
        double cheapest = experiment.Designs.Where(o => Keeps(o) && !o.First.WhatIf).Select(Cost.Of).DefaultIfEmpty().Min();
        DesignVerdict[] verdicts = [.. experiment.Ranked.Select(o => Judge(experiment, o, cheapest, shares))];
        return new Answer(verdicts, AnswerText.Of(experiment, verdicts, shares));
    }

    private static bool Keeps(DesignOutcome o) => o.First.Supported && o.BrokenConstraints == 0 && o.Runs.All(r => r.Ticks.Lost == 0);

    private static DesignVerdict Judge(Experiment experiment, DesignOutcome o, double cheapest, JiffiesShares shares)
    {
        if (!o.First.Supported) return new(o, AnswerKind.Unsupported, o.First.Reason ?? "it cannot run here");
        if (!Keeps(o)) return new(o, AnswerKind.Breaks, Faults.Of(experiment, [o], shares));
        double cost = Cost.Of(o);
        AnswerKind kind = !o.First.WhatIf && Cost.IsAsCheap(cost, cheapest) ? AnswerKind.Best : AnswerKind.Keeps;
        string open = string.Join(", ", ConstraintMarks.Ids.Where(id => ConstraintMarks.Verdict(o.Runs, id) is null));
        string what = open.Length > 0 ? $"every constraint ({open} not exercised)" : "every constraint";
        return new(o, kind, $"{(o.First.WhatIf ? "what if: " : "")}it keeps {what} for {Cost.Text(o, cheapest)}");
    }
}
