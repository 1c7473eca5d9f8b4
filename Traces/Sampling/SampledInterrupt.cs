using Tickstorm.Tracing;

namespace Tickstorm.Traces.Sampling;

/// <summary>Whether an interrupt goes into the trace.</summary>
internal enum Decision : byte
{
    Open,
    Keep,
    LeaveOut,
}

/// <summary>An interrupt whose records wait for a decision.</summary>
internal sealed class SampledInterrupt
{
    private long _acceptedNs;

    public int Cpu { get; private set; }

    public long Number { get; private set; }

    public Decision Decision { get; set; }

    /// <summary>Where its first record stands in the total order.</summary>
    public (long Time, int Process, uint Sequence) First { get; private set; }

    /// <summary>Its records while it is undecided.</summary>
    public List<TraceRecord> Records { get; } = [];

    /// <summary>True once something happened that must not be left out.</summary>
    public bool Anomaly { get; set; }

    public bool Dispatched { get; private set; }

    /// <summary>Waits so far, ns.</summary>
    public long WaitedNs { get; private set; }

    /// <summary>Makes it as new.</summary>
    public void Reset(in TraceRecord first)
    {
        (Cpu, Number, First) = (first.Cpu, first.Interrupt, first.Order);
        Decision = Decision.Open;
        Anomaly = Dispatched = false;
        WaitedNs = 0;
        _acceptedNs = -1;
        Records.Clear();
    }

    public void AcceptedAt(long timeNs) => _acceptedNs = timeNs;

    public void DispatchedAt(long timeNs, long deliverNs)
    {
        Dispatched = true;
        if (_acceptedNs >= 0) WaitedNs += Math.Max(0, timeNs - _acceptedNs - deliverNs);
    }

    public void WaitEnded(long waitedNs) => WaitedNs += waitedNs;
}
