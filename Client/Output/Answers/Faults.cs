using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output.Answers;

/// <summary>Says which constraints rule out designs, and what that does to a machine.</summary>
internal static class Faults
{
    private const string Serviced = "C5";

    /// <summary>The constraints that a design breaks with some seed, as in "C5, C6".</summary>
    public static string Ids(DesignOutcome outcome) =>
        string.Join(", ", ConstraintMarks.Ids.Where(id => ConstraintMarks.Verdict(outcome.Runs, id) == false));

    /// <summary>What is true of all designs of a group that break the same constraints.</summary>
    public static string Of(Experiment experiment, IReadOnlyList<DesignOutcome> group, JiffiesShares shares) =>
        string.Join("; ", Parts(experiment, group, shares));

    private static IEnumerable<string> Parts(Experiment experiment, IReadOnlyList<DesignOutcome> group, JiffiesShares shares)
    {
        foreach (string id in ConstraintMarks.Ids)
        {
            if (ConstraintMarks.Verdict(group[0].Runs, id) != false) continue;
            yield return $"{id}: {(id == Serviced ? Losses(experiment, group) : Why(group, id))}";
        }

        bool serviced = group.All(o => ConstraintMarks.Verdict(o.Runs, Serviced) != false);
        if (serviced && group.Any(o => o.Runs.Any(r => r.Ticks.Lost > 0)))
            yield return Losses(experiment, group);
        if (Jiffies(group, shares) is { } jiffies) yield return jiffies;
    }

    private static string Why(IReadOnlyList<DesignOutcome> group, string id)
    {
        string[] whys =
        [
            .. group.Select(o => o.Runs.SelectMany(r => r.Constraints).First(c => c.Id == id && c.Kept == false).Why).Distinct(),
        ];
        return whys.Length == 1 ? whys[0] : $"{whys[0]}, and the like";
    }

    private static string Losses(Experiment experiment, IReadOnlyList<DesignOutcome> group)
    {
        List<string> parts = [];
        Add(Figure.LostShare.Of, range => $"{range} of the ticks are lost", Numbers.Percent);
        int machine = experiment.Scenario.Machine.Cpus;
        string cpus = $"of {Numbers.Text(machine)} {(machine == 1 ? "CPU" : "CPUs")}";
        Add(r => r.StalledCpus - r.DeadCpus, range => $"{range} {cpus} fall silent until their task blocks", Whole);
        Add(r => r.DeadCpus, range => $"{range} {cpus} fall silent for good", Whole);
        Add(r => r.StalledCpus > 0 ? 0 : r.StarvedCpus, range => $"{range} {cpus} starve", Whole);
        if (parts.Count == 0) Add(r => r.SpuriousRuns, range => $"{range} runs find nothing to do", Whole);
        return parts.Count > 0 ? string.Join(", ", parts) : Why(group, Serviced);

        void Add(Func<DesignResult, double?> figure, Func<string, string> text, Func<double?, string> format)
        {
            double[] means = [.. group.Select(o => o.Estimate(figure)?.Mean ?? 0)];
            (string low, string high) = (format(means.Min()), format(means.Max()));
            if (means.Max() > 0) parts.Add(text(low == high ? low : $"{low} to {high}"));
        }
    }

    private static string Whole(double? count) => Numbers.Text(Math.Round(count ?? 0, 1));

    // "stand still in 98 to 100 of 100 seeds"; with a single seed, under which designs.
    private static string? Jiffies(IReadOnlyList<DesignOutcome> group, JiffiesShares shares)
    {
        string[] parts =
        [
            .. group.SelectMany(shares.Of).Select(Speed).OfType<string>().Distinct()
                .OrderByDescending(speed => speed, StringComparer.Ordinal).Select(speed => speed + Where(group, shares, speed)),
        ];
        return parts.Length == 0 ? null : $"jiffies {string.Join(", ", parts)}";
    }

    private static string? Speed(string state) => state switch
    {
        "ok" or Readable.Unknown => null,
        "frozen" => "stand still",
        ['x', '0', ..] => "run slow",
        _ => $"run at {state}",
    };

    private static string Where(IReadOnlyList<DesignOutcome> group, JiffiesShares shares, string speed)
    {
        int seeds = group.Max(o => shares.Of(o).Count);
        int[] counts = [.. group.Select(o => shares.Of(o).Count(state => Speed(state) == speed))];
        string some = counts.Min() == counts.Max() ? $"{counts[0]}" : $"{counts.Min()} to {counts.Max()}";
        if (seeds > 1) return $" in {some} of {seeds} seeds";
        string[] names = [.. group.Where((_, i) => counts[i] > 0).Select(o => o.Design)];
        return names.Length == group.Count ? "" : $" under {string.Join(", ", names)}";
    }
}
