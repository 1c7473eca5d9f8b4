using Tickstorm.Traces.Runs;
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
internal sealed class SampledInterrupt : InterruptLife
{
    public Decision Decision { get; set; }

    /// <summary>Its records while it is undecided.</summary>
    public List<TraceRecord> Records { get; } = [];

    /// <summary>True when it belongs to the story of another, or was open for too long.</summary>
    public bool Involved { get; set; }

    /// <summary>All its waits, of a tick or not, before its handler or after it, ns.</summary>
    public long HeldUpNs => Math.Max(VectorWaitNs + LockedNs, WaitedNs);

    public override void Begin(in TraceRecord first)
    {
        base.Begin(first);
        Decision = Decision.Open;
        Involved = false;
        Records.Clear();
    }
}
