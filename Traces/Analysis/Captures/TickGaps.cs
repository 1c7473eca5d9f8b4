using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>The spacing of one CPU's ticks.</summary>
internal sealed class TickGaps
{
    private long _lastNs = -1;

    /// <summary>Ticks.</summary>
    public long Count { get; private set; }

    /// <summary>All gaps; null while there is none.</summary>
    public LatencyHistogram? All { get; private set; }

    /// <summary>A tick.</summary>
    public void Add(long timeNs)
    {
        Count++;
        if (_lastNs >= 0) (All ??= new LatencyHistogram()).Add(timeNs - _lastNs);
        _lastNs = timeNs;
    }

    /// <summary>Events are missing: the gap to the next tick says nothing.</summary>
    public void Forget() => _lastNs = -1;
}
