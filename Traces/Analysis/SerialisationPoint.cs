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

    // Those that asked after the last acquisition: they did not stand behind it.
    private readonly Queue<long> _asked = new();
    private long _acquiredNs = -1;
    private bool _waited;

    /// <summary>Somebody asks for it.</summary>
    public void Begin(long timeNs)
    {
        Advance(timeNs);
        // Counted as waiting only when time goes on: who gets it in the same nanosecond never queued,
        // and the order of events within a nanosecond does not matter.
        _arriving++;
        _asked.Enqueue(timeNs);
    }

    /// <summary>Somebody who asked at <paramref name="beganNs"/> has it, after this long a wait.</summary>
    public void End(long timeNs, long beganNs, long waited, int holder)
    {
        Advance(timeNs);
        // Who hears late that the lock was its own had it then all the same.
        _acquiredNs = beganNs + waited;
        _waited |= waited > 0;
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

    /// <summary>Somebody who asked at <paramref name="beganNs"/> is not seen any more: events are missing.</summary>
    public void Abandon(long timeNs, long beganNs)
    {
        Advance(timeNs);
        if (beganNs == timeNs) _arriving--;
        else _queue--;
        // The order in which the others stood is not known any more either.
        _asked.Clear();
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
            _track.Note(_now, _queue);
            if (_acquiredNs >= 0) MeasureQueue();
        }

        _now = timeNs;
    }

    // As the run counts: those left behind and the one that has just acquired stood in the queue together.
    private void MeasureQueue()
    {
        while (_asked.TryPeek(out long asked) && asked <= _acquiredNs) _asked.Dequeue();
        int behind = _queue - _asked.Count;
        if (behind > 0 || _waited) _longest = Math.Max(_longest, behind + 1);
        _acquiredNs = -1;
        _waited = false;
    }
}
