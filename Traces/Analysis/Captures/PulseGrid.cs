namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Counts the ticks of one CPU of which only the times are known at which they were done.</summary>
internal sealed class PulseGrid(long periodNs, Action<long, bool> mark)
{
    private const int MostOpen = 16;

    // Losses that an early tick after a late one may take back.
    private readonly List<(long TimeNs, LatePart Part)> _open = [];
    private long _firstNs = -1;
    private long _lastNs = -1;
    private long _seen;
    private long _lost;

    /// <summary>The counts.</summary>
    public TickCount Count { get; } = new();

    /// <summary>A tick; <paramref name="mayRest"/> when the CPU was idle since the last and may have stopped its tick.</summary>
    public void Tick(long timeNs, bool mayRest, LatePart cause)
    {
        Count.Done++;
        mark(timeNs, false);
        if (_firstNs < 0)
        {
            (_firstNs, _lastNs, _seen, _lost) = (timeNs, timeNs, 1, 0);
            return;
        }

        _seen++;
        if (mayRest)
        {
            long idle = Math.Max(0, (timeNs - _lastNs + periodNs / 2) / periodNs - 1);
            Count.Skip(idle);
            _firstNs += idle * periodNs;
        }

        long due = (timeNs - _firstNs + periodNs / 2) / periodNs + 1;
        long missing = Math.Max(0, due - _seen);
        // A clock that jumps may miss any number: they are counted at once, and the last ones marked.
        if (missing - _lost - TickCount.MostMarks is > 0 and var unmarked)
        {
            Count.Miss(unmarked, cause);
            _lost += unmarked;
        }

        for (long i = _lost; i < missing; i++) Lose(timeNs, missing - i, cause);
        while (_lost > missing && _open.Count > 0)
        {
            (long at, LatePart part) = _open[^1];
            _open.RemoveAt(_open.Count - 1);
            Count.Found(part);
            Unmark?.Invoke(at);
            _lost--;
        }

        _lastNs = timeNs;
    }

    /// <summary>Takes a mark of a loss back.</summary>
    public Action<long>? Unmark { get; init; }

    /// <summary>Events are missing from here on.</summary>
    public void Forget()
    {
        _firstNs = -1;
        _open.Clear();
    }

    private void Lose(long timeNs, long back, LatePart cause)
    {
        long at = Math.Max(_lastNs, timeNs - back * periodNs);
        if (_open.Count == MostOpen) _open.RemoveAt(0);
        _open.Add((at, cause));
        Count.Miss(1, cause);
        mark(at, true);
        _lost++;
    }
}
