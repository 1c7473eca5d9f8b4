namespace Tickstorm.Traces.Analysis;

/// <summary>Counts the waits at one line or lock.</summary>
internal sealed class SerialisationPoint(string kind, long id)
{
    private readonly Dictionary<int, (long Waits, long TotalNs)> _holders = [];
    private readonly QueueTrack _track = new();
    private int _queue;
    private int _arriving;
    private long _now = long.MinValue;
    private long _waits;
    private long _total;
    private long _max;
    private int _longest;

    /// <summary>Somebody asks for it.</summary>
    public void Begin(long timeNs)
    {
        Advance(timeNs);
        // Counted as waiting only when time goes on: who gets it in the same nanosecond never queued,
        // and the order of events within a nanosecond does not matter.
        _arriving++;
    }

    /// <summary>Somebody who asked at <paramref name="beganNs"/> has it, after this long a wait.</summary>
    public void End(long timeNs, long beganNs, long waited, int holder)
    {
        Advance(timeNs);
        if (beganNs == timeNs)
        {
            _arriving--;
            return;
        }

        _queue--;
        if (waited == 0) return;
        _waits++;
        _total += waited;
        _max = Math.Max(_max, waited);
        if (holder < 0) return;
        (long waits, long total) = _holders.GetValueOrDefault(holder);
        _holders[holder] = (waits + 1, total + waited);
    }

    /// <summary>The figures; null when nobody ever waited.</summary>
    public Serialisation? Result()
    {
        Advance(long.MaxValue);
        if (_waits == 0 && _longest == 0) return null;
        HolderShare[] holders = [.. _holders.OrderByDescending(pair => pair.Value.TotalNs).ThenBy(pair => pair.Key)
            .Select(pair => new HolderShare(pair.Key, pair.Value.Waits, pair.Value.TotalNs))];
        return new Serialisation(kind, id, _waits, _total, _max, _longest, holders) { QueueOverTime = _track.Series() };
    }

    private void Advance(long timeNs)
    {
        if (timeNs == _now) return;
        if (_now != long.MinValue)
        {
            _queue += _arriving;
            _arriving = 0;
            _longest = Math.Max(_longest, _queue);
            _track.Note(_now, _queue);
        }

        _now = timeNs;
    }
}
