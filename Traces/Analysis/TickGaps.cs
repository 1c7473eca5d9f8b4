using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>The spacing of one CPU's ticks; gaps in which it never rested are kept apart, because there no tick may be missing.</summary>
internal sealed class TickGaps
{
    private static readonly LatencyHistogram s_none = new();
    private long _lastNs = -1;
    private LatencyHistogram? _all;
    private LatencyHistogram? _awake;
    private bool _rested;

    /// <summary>Ticks.</summary>
    public long Count { get; private set; }

    /// <summary>All gaps.</summary>
    public LatencyHistogram All => _all ?? s_none;

    /// <summary>Gaps without a rest.</summary>
    public LatencyHistogram Awake => _awake ?? s_none;

    /// <summary>A tick.</summary>
    public void Add(long timeNs)
    {
        Count++;
        if (_lastNs >= 0)
        {
            (_all ??= new()).Add(timeNs - _lastNs);
            if (!_rested) (_awake ??= new()).Add(timeNs - _lastNs);
        }

        _lastNs = timeNs;
        _rested = false;
    }

    /// <summary>The CPU was idle, and may have stopped its tick.</summary>
    public void Rest() => _rested = true;

    /// <summary>Ticks that must be missing in the gaps without a rest.</summary>
    public long Missed(long periodNs)
    {
        long missed = 0;
        foreach ((long upTo, long count) in Awake.Buckets())
        {
            if (2 * upTo > 3 * periodNs) missed += count * ((upTo + periodNs / 2) / periodNs - 1);
        }

        return missed;
    }
}
