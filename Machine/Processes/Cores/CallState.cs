namespace Tickstorm.Processes.Cores;

/// <summary>What a core of a machine keeps whose senders wait for their calls: of its own call, and of those that others send it.</summary>
internal struct CallState
{
    /// <summary>Since when it waits for its call's end, ns.</summary>
    public long SinceNs;

    /// <summary>The lock that its call needs, as a process; 0 for none.</summary>
    public int Lock;

    /// <summary>Answers that its call still waits for.</summary>
    public uint Left;

    /// <summary>CPUs that it has called, each time.</summary>
    public uint Sent;

    /// <summary>
    /// Calls sent to it: accepted by IRR, merged there, or without an interrupt; of these, shoot-downs that found it preempted or idle.
    /// </summary>
    public uint Accepted, Coalesced, Refused, Skipped;

    /// <summary>Flushes that it made up for when it came back.</summary>
    public uint Flushes;

    /// <summary>Shoot-downs, and the writes of the ICR that they took.</summary>
    public uint ShootDowns, IcrWrites;

    /// <summary>Its call is a shoot-down; it has the lock; it has got it while it was away from its task.</summary>
    public bool ShootsDown, HasLock, IsDue;

    /// <summary>The last answer came while it was away from its task.</summary>
    public bool EndIsDue;

    /// <summary>A shoot-down is among the queued calls; it was left alone, and flushes when it comes back.</summary>
    public bool FlushIsQueued, FlushIsDue;

    /// <summary>It idles, and has left the address space at a shoot-down: it is shot at no more (leave_mm).</summary>
    public bool HasLeft;
}
