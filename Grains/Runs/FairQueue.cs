namespace Tickstorm.Grains.Runs;

/// <summary>
/// The order in which runs that wait begin: the next one is of the owner who has the fewest that go on, or stand before it; among equals,
/// of the one whose turn was the longest ago. Of one owner they begin in the order in which they came. Nobody passes the first one, however
/// small: a large run would wait for ever.
/// </summary>
internal static class FairQueue
{
    /// <summary>The names of those that wait, in their order.</summary>
    /// <param name="open">All that have not ended, in the order in which they came.</param>
    /// <param name="turns">Owners in the order of the last beginning of one of their runs.</param>
    public static List<string> Order(IReadOnlyList<OpenRun> open, IReadOnlyList<string> turns)
    {
        Dictionary<string, int> counts = open.GroupBy(run => run.Owner).ToDictionary(
            runs => runs.Key, runs => runs.Count(run => !run.Waits), StringComparer.Ordinal);
        Dictionary<string, int> lastTurns = counts.Keys.ToDictionary(owner => owner, owner => turns.ToList().IndexOf(owner));
        int turn = turns.Count;
        List<OpenRun> waiting = [.. open.Where(run => run.Waits)];
        List<string> order = [];
        while (waiting.Count > 0)
        {
            // Of those that are equal in both, who came first.
            OpenRun next = waiting.MinBy(run => (counts[run.Owner], lastTurns[run.Owner]));
            counts[next.Owner]++;
            lastTurns[next.Owner] = turn++;
            waiting.Remove(next);
            order.Add(next.Name);
        }

        return order;
    }
}

/// <summary>A run that has not ended.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Who has started it.</param>
/// <param name="Waits">It has not begun.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.open-run")]
public readonly record struct OpenRun([property: Id(0)] string Name, [property: Id(1)] string Owner, [property: Id(2)] bool Waits);
