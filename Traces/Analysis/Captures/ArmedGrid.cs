namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>
/// Counts the ticks of one CPU whose hrtimer was traced: what it was armed for says which points of the grid were wanted.
/// </summary>
/// <remarks>Times are the kernel's own (CLOCK_MONOTONIC), in which the expiries are.</remarks>
internal sealed class ArmedGrid(long periodNs, Action<long, bool> mark)
{
    private long _cursor = -1; // the first point that is not accounted for
    private long _armed = -1;
    private bool _isFresh = true; // nothing was accounted for since events are missing
    private bool _isStopped;
    private long _cancelledNs = -1;
    private long _handledNs = -1;
    private LatePart _cause = LatePart.Unknown;

    /// <summary>The counts.</summary>
    public TickCount Count { get; } = new();

    /// <summary>Armed; <paramref name="nowNs"/> is -1 while the kernel's time is not known.</summary>
    public void Armed(long expiryNs, long nowNs)
    {
        ApplyCancel();
        // Armed anew for the next point there is: those before it passed while the tick was stopped, however near the last one is.
        bool isNext = _isStopped && expiryNs <= nowNs + periodNs + periodNs / 64;
        if (!_isFresh && nowNs >= 0) Settle(expiryNs, isNext ? expiryNs - 1 : nowNs);
        if (_isFresh) _cursor = nowNs >= 0 && expiryNs > nowNs ? expiryNs - (expiryNs - nowNs) / periodNs * periodNs : expiryNs;
        // Off the grid by a skew.
        else if (Math.Abs(expiryNs - _cursor) < periodNs / 2) _cursor = expiryNs;
        _isFresh &= nowNs < 0;
        _armed = expiryNs;
        _isStopped = nowNs >= 0 && expiryNs - periodNs > nowNs + periodNs / 64;
        _cause = LatePart.Unknown;
    }

    /// <summary>Expired, and the tick was done; <paramref name="cause"/> is why it came late.</summary>
    public void Expired(long nowNs, LatePart cause)
    {
        _cancelledNs = -1; // some kernels trace a cancel at each expiry
        if (_armed < 0)
        {
            // Armed in an event that is not in the capture.
            Count.Done++;
            _cursor = -1;
            _isFresh = true;
            return;
        }

        if (!_isFresh) Settle(_armed, _armed - 1);
        // A kernel that stops the tick may arm it for a time that is over and was accounted for: it expires at once, and is no tick more.
        if (_isFresh || _armed > _cursor - periodNs / 2)
        {
            Count.Done++;
            mark(_armed, false);
            _cursor = _armed + periodNs;
            _isFresh = false;
        }

        _armed = -1;
        _isStopped = false;
        _handledNs = nowNs;
        _cause = cause;
    }

    /// <summary>Cancelled.</summary>
    public void Cancelled(long nowNs)
    {
        ApplyCancel();
        _cancelledNs = nowNs;
    }

    /// <summary>Events are missing from here on.</summary>
    public void Forget()
    {
        _cursor = _armed = _cancelledNs = -1;
        _isFresh = true;
        _isStopped = false;
    }

    /// <summary>The last event of the CPU.</summary>
    public void End(long nowNs)
    {
        ApplyCancel();
        if (_isFresh || nowNs < 0) return;
        // What is due after the last tick may still come: whether the CPU is silent is another question.
        if (_isStopped) Count.Skip(Points(_cursor, nowNs + 1));
    }

    private void ApplyCancel()
    {
        if (_cancelledNs < 0) return;
        if (!_isFresh) Settle(_cancelledNs + 1, _cancelledNs);
        _cancelledNs = _armed = -1;
        _isStopped = true;
        _cause = LatePart.Unknown;
    }

    // Points before an expiry that lie in the past are over: left out where the tick was stopped, else missed.
    private void Settle(long expiryNs, long nowNs)
    {
        long points = Points(_cursor, Math.Min(expiryNs, nowNs + 1));
        if (points <= 0) return;
        if (_isStopped)
        {
            Count.Skip(points);
            _cursor += points * periodNs;
            return;
        }

        // Those that passed before the late tick was handled are its; the rest passed within its handler.
        long late = _handledNs < 0 ? points : Math.Min(points, Points(_cursor, _handledNs + 1));
        if (late > 0) Miss(late, _cause);
        if (points > late) Miss(points - late, LatePart.Handler);
    }

    private void Miss(long points, LatePart part)
    {
        Count.Miss(points, part);
        for (long i = 0; i < Math.Min(points, TickCount.MostMarks); i++) mark(_cursor + i * periodNs, true);
        _cursor += points * periodNs;
    }

    private long Points(long from, long to) => to <= from ? 0 : (to - from + periodNs - 1 - periodNs / 64) / periodNs;
}
