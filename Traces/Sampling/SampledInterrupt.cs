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

    public void WaitEnded(long waitedNs) => WaitedNs += waitedNs;
}
