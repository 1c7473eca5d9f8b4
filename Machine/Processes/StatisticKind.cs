namespace Tickstorm.Processes;

/// <summary>What the machine measures.</summary>
internal enum StatisticKind
{
    /// <summary>Value = expiry to handler start, ns; Extra = the CPU's number of the interrupt.</summary>
    Latency,

    /// <summary>Value = sum of waits, ns; Extra = cause, id in bits 8 and up.</summary>
    Late,

    /// <summary>A packed <see cref="Processes.FirstDrop"/>.</summary>
    FirstDrop,

    /// <summary>A packed <see cref="Processes.LockWait"/>.</summary>
    LockWait,

    /// <summary>A tick was coalesced, dropped or masked; Value = the <see cref="Tracing.DropReason"/>.</summary>
    Loss,

    /// <summary>Value = from raising a softirq to its first instruction, ns.</summary>
    SoftirqDelay,

    /// <summary>Value = from sending a call function to its end, ns, while the sender waits.</summary>
    CallWait,

    /// <summary>A packed <see cref="Processes.Detected"/>.</summary>
    Detected,

    /// <summary>A packed <see cref="Processes.TimerFate"/>.</summary>
    TimerFate,

    /// <summary>Value = from the time of a timer that has moved off an offline CPU to its run, ns.</summary>
    MovedTimer,
}
