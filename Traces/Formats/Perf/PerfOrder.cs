namespace Tickstorm.Traces.Formats.Perf;

/// <summary>
/// Puts records into the order of time. perf writes the buffers of the CPUs one after the other, and after each round of them says so:
/// what is older than the latest of the round before is complete then.
/// </summary>
internal sealed class PerfOrder(Action<byte[]> give)
{
    private readonly List<(long TimeNs, long Number, byte[] Record)> _waiting = [];
    private long _number;
    private long _latestNs = long.MinValue;
    private long _roundNs = long.MinValue;
    private long _bytes;

    /// <summary>Bytes that are kept at most while no round ends.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>True when records had to be given out before it was known that they are in order.</summary>
    public bool IsGuess { get; private set; }

    /// <summary>A record with a time.</summary>
    public void Add(long timeNs, byte[] record)
    {
        _waiting.Add((timeNs, _number++, record));
        _latestNs = Math.Max(_latestNs, timeNs);
        _bytes += record.Length;
        if (_bytes <= MostBytes) return;
        IsGuess = true;
        Flush(_latestNs);
    }

    /// <summary>A round of all CPUs ended.</summary>
    public void Round()
    {
        Flush(_roundNs);
        _roundNs = _latestNs;
    }

    /// <summary>Everything was read.</summary>
    public void End() => Flush(long.MaxValue);

    private void Flush(long untilNs)
    {
        _waiting.Sort((one, other) => (one.TimeNs, one.Number).CompareTo((other.TimeNs, other.Number)));
        int count = 0;
        while (count < _waiting.Count && _waiting[count].TimeNs <= untilNs)
        {
            _bytes -= _waiting[count].Record.Length;
            give(_waiting[count++].Record);
        }

        _waiting.RemoveRange(0, count);
    }
}
