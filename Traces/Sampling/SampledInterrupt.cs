namespace Tickstorm.Traces.Sampling;

/// <summary>Whether an interrupt goes into the trace.</summary>
internal enum Decision : byte
{
    Open,
    Keep,
    LeaveOut,
}

/// <summary>An interrupt whose records wait for a decision.</summary>
internal sealed class SampledInterrupt(long number)
{
    private long _waitSince = -1;
    private long _acceptedNs = -1;

    public long Number => number;

    public Decision Decision { get; set; }

    /// <summary>True once something happened that must not be left out.</summary>
    public bool Anomaly { get; set; }

    public bool Dispatched { get; private set; }

    /// <summary>Waits so far, ns.</summary>
    public long WaitedNs { get; private set; }

    public void AcceptedAt(long timeNs) => _acceptedNs = timeNs;

    public void DispatchedAt(long timeNs, long deliverNs)
    {
        Dispatched = true;
        if (_acceptedNs >= 0) WaitedNs += Math.Max(0, timeNs - _acceptedNs - deliverNs);
    }

    public void WaitBegan(long timeNs) => _waitSince = timeNs;

    public void WaitEnded(long timeNs)
    {
        if (_waitSince >= 0) WaitedNs += timeNs - _waitSince;
        _waitSince = -1;
    }
}
