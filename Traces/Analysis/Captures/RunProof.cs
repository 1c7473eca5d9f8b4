namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>Whether a CPU is seen to run while it has no timer interrupt: by events of tasks that are spread over many periods.</summary>
/// <remarks>The period is not known yet: the events since the last timer interrupt are counted in slots of a fixed length.</remarks>
internal sealed class RunProof
{
    private const long SlotNs = 1_000_000;
    private const int Needed = 10;
    private long _timerNs = -1;
    private long _firstNs = -1;
    private long _lastNs = -1;
    private long _slot = -1;
    private long _slots;

    /// <summary>A timer interrupt.</summary>
    public void Timer(long timeNs)
    {
        _timerNs = timeNs;
        _slots = 0;
        _slot = -1;
    }

    /// <summary>An event.</summary>
    public void Event(long timeNs, bool isBusy)
    {
        if (_firstNs < 0) _firstNs = timeNs;
        _lastNs = timeNs;
        if (!isBusy || timeNs / SlotNs == _slot) return;
        _slot = timeNs / SlotNs;
        _slots++;
    }

    /// <summary>Events are missing.</summary>
    public void Forget() => _timerNs = _firstNs = -1;

    /// <summary>The last timer interrupt, or the first event where there was none, when ten periods of running without one followed.
    /// </summary>
    public long? SilentSince(long periodNs)
    {
        long since = Math.Max(_timerNs, _firstNs);
        if (since < 0 || _lastNs - since <= Needed * periodNs) return null;
        return _slots >= Needed ? since : null;
    }
}
