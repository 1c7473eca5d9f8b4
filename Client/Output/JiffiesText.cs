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

    /// <summary>True when they are right with every seed, or nothing is known.</summary>
    public static bool AreRight(DesignOutcome outcome) => outcome.Runs.All(r => r.Jiffies.State is null or "ok");

    private static int Rank(string state) => state switch { "frozen" => 0, "ok" => 2, _ => 1 };
}
