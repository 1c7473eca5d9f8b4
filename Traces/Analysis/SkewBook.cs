using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>Groups ticks by the time they were due and measures how far apart they start.</summary>
internal sealed class SkewBook
{
    private const int MostOpen = 1_024;
    private readonly Dictionary<long, (long First, long Last, int Count)> _groups = [];
    private readonly Queue<long> _order = new();

    /// <summary>Spreads of the groups with more than one CPU.</summary>
    public LatencyHistogram Spread { get; } = new();

    /// <summary>A tick that was due at <paramref name="dueNs"/> started.</summary>
    public void Started(long dueNs, long startNs)
    {
        if (_groups.TryGetValue(dueNs, out (long First, long Last, int Count) group))
        {
            _groups[dueNs] = (Math.Min(group.First, startNs), Math.Max(group.Last, startNs), group.Count + 1);
            return;
        }

        _groups[dueNs] = (startNs, startNs, 1);
        _order.Enqueue(dueNs);
        if (_order.Count > MostOpen) Close();
    }

    /// <summary>Counts what is still open.</summary>
    public void Finish()
    {
        while (_order.Count > 0) Close();
    }

    private void Close()
    {
        (long first, long last, int count) = _groups[_order.Peek()];
        _groups.Remove(_order.Dequeue());
        if (count > 1) Spread.Add(last - first);
    }
}
