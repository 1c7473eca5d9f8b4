namespace Tickstorm.Processes.Cores;

/// <summary>Where a CPU is between running and sleeping where its local timer stops.</summary>
internal enum SleepPhase : byte
{
    /// <summary>It runs, or idles in a state in which its timer goes on.</summary>
    Awake,

    /// <summary>It asks for tick_broadcast_lock to sleep, interrupts off.</summary>
    Entering,

    /// <summary>It sleeps, and its local timer has stopped.</summary>
    Deep,

    /// <summary>It has woken and asks for tick_broadcast_lock, interrupts off.</summary>
    Leaving,
}

/// <summary>What a core has whose ticks are broadcast, or are while it sleeps deeply.</summary>
internal struct Broadcasting
{
    /// <summary>When its next tick is due that is broadcast: a periodic device's, or its own while it sleeps, ns.</summary>
    public long DueNs;

    /// <summary>
    /// The expiry that a second pulse of the device has raised while the first one's broadcast was under way, ns; -1 for none.
    /// </summary>
    public long NextTickNs;

    /// <summary>When the tick's IPI was accepted, and what the tick had waited for until it was sent, ns.</summary>
    public long AcceptNs, WaitNs;

    /// <summary>When it runs the broadcast's hrtimer, ns; <see cref="long.MaxValue"/> for never.</summary>
    public long TimerNs;

    /// <summary>How long the rest of its handler takes that waits for the broadcast's lock, ns.</summary>
    public long RestNs;

    /// <summary>When it was put into tick_broadcast_force_mask, ns; -1 for never.</summary>
    public long ForcedNs;

    /// <summary>Broadcast IPIs that IRR took, and that merged there with one that was pending.</summary>
    public uint Accepted, Merged;

    public SleepPhase Phase;

    /// <summary>A broadcast's IPI is pending; its CPU has woken meanwhile.</summary>
    public bool IsPending, IsAwakened;

    /// <summary>Its own tick runs within the broadcast's interrupt.</summary>
    public bool RunsTick;
}
