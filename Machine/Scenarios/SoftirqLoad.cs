namespace Tickstorm.Scenarios;

/// <summary>The softirqs that interrupts raise, and who runs them.</summary>
public sealed record SoftirqLoad
{
    /// <summary>Work that each tick raises (TIMER, SCHED, RCU), ns; 0 for none.</summary>
    public long TickNs { get; init; }

    /// <summary>Work that each device interrupt raises (NET_RX, BLOCK), ns; 0 for none.</summary>
    public long DeviceNs { get; init; }

    /// <summary>
    /// Softirqs by vector, in place of <see cref="TickNs"/> and <see cref="DeviceNs"/>; of those with the same CPU and vector the first.
    /// </summary>
    public IReadOnlyList<SoftirqRate> Vectors { get; init; } = [];

    /// <summary>True when a thread runs all of them (PREEMPT_RT), false when irq_exit does and its thread only what is too much.</summary>
    public bool IsThreaded { get; init; }

    /// <summary>From waking the thread (ksoftirqd) to its first instruction, ns.</summary>
    public long WakeNs { get; init; } = 10_000;

    /// <summary>Some interrupt raises some.</summary>
    public bool IsUsed => TickNs > 0 || DeviceNs > 0 || Vectors.Count > 0;
}
