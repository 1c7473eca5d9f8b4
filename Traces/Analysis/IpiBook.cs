namespace Tickstorm.Traces.Analysis;

/// <summary>Counts IPIs by sender and receiver.</summary>
internal sealed class IpiBook
{
    /// <summary>Beyond this many pairs only receivers are told apart: a matrix of large machines is not readable anyway.</summary>
    private const int MostPairs = 65_536;
    private readonly Dictionary<(int From, int To, string Name), long> _counts = [];

    /// <summary>An IPI was sent, or received from an unknown sender (-1).</summary>
    public void Add(int from, int to, string name)
    {
        (int, int, string) key = (from, to, name);
        if (!_counts.ContainsKey(key) && _counts.Count >= MostPairs) key = (-1, to, name);
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    /// <summary>The pairs, by sender and receiver.</summary>
    public IReadOnlyList<IpiFlow> Result() =>
        [.. _counts.OrderBy(pair => pair.Key).Select(pair => new IpiFlow(pair.Key.From < 0 ? null : pair.Key.From, pair.Key.To,
            pair.Key.Name, pair.Value))];
}
