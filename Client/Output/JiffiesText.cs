using Tickstorm.Client.Running;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output;

/// <summary>What became of jiffies under a design: ok, frozen, or how fast they run.</summary>
internal static class JiffiesText
{
    /// <summary>The state, and with how many seeds when they differ, worst first.</summary>
    public static string Of(DesignOutcome outcome)
    {
        (string State, int Count)[] states =
            [.. outcome.Runs.GroupBy(r => r.Jiffies.State ?? Readable.Unknown).Select(g => (g.Key, g.Count())).OrderBy(s => Rank(s.Key))];
        return states.Length == 1 ? states[0].State : string.Join(", ", states.Select(s => $"{s.State} {s.Count}/{outcome.Runs.Count}"));
    }

    /// <summary>How far they are behind where all CPUs sleep, in a sentence; null where they are not.</summary>
    public static string? Behind(DesignOutcome outcome) => outcome.First.Jiffies is { State: "behind" } count
        ? $"{outcome.Design}: {Numbers.Text(count.Expected - count.Actual)} jiffies behind, caught up by the next interrupt."
        : null;

    /// <summary>True when they are right with every seed, or nothing is known.</summary>
    public static bool AreRight(DesignOutcome outcome) => outcome.Runs.All(r => r.Jiffies.State is null or "ok" or "behind");

    private static int Rank(string state) => state switch { "frozen" => 0, "ok" => 3, "behind" => 2, _ => 1 };
}
