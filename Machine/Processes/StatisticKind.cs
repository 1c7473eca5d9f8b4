namespace Tickstorm.Processes;

/// <summary>What the machine measures.</summary>
internal enum StatisticKind
{
    /// <summary>Value = expiry to handler start, ns.</summary>
    Latency,

    /// <summary>Value = sum of waits, ns; Extra = cause, id in bits 8 and up.</summary>
    Late,

    /// <summary>A packed <see cref="Processes.FirstDrop"/>.</summary>
    FirstDrop,

    /// <summary>Value = wait for a lock, ns; Extra = waiters left behind.</summary>
    LockWait,

    /// <summary>A tick was coalesced, dropped or masked; Value = the <see cref="Tracing.DropReason"/>.</summary>
    Loss,

    /// <summary>Value = from raising a softirq to its first instruction, ns.</summary>
    SoftirqDelay,
}

/// <summary>What a late tick waited for.</summary>
internal enum LateCauseKind : byte
{
    /// <summary>Nothing known.</summary>
    None,

    /// <summary>A line's lock.</summary>
    Line,

    /// <summary>Another kernel lock.</summary>
    Lock,

    /// <summary>Another vector in service.</summary>
    Vector,

    /// <summary>Interrupts off.</summary>
    IrqsOff,

    /// <summary>The vCPU was not scheduled.</summary>
    Steal,
}
