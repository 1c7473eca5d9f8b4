namespace Tickstorm.Engine;

/// <summary>
/// What a draw of the machine decides. Two kinds of draws never share a number, and a number is never given anew: designs are
/// comparable because each meets the same draws.
/// </summary>
public enum DrawPurpose
{
    /// <summary>A CPU's phase, fixed for the run.</summary>
    Phase = 1,

    /// <summary>A CPU's phase within one period, when each period has its own.</summary>
    PeriodPhase = 2,

    /// <summary>The length of a handler.</summary>
    Handler = 3,

    /// <summary>When a CPU sends its next reschedule IPI.</summary>
    Reschedule = 4,

    /// <summary>When a CPU sends its next call-function IPI.</summary>
    CallFunction = 5,

    /// <summary>When a CPU next turns interrupts off.</summary>
    IrqsOff = 6,

    /// <summary>Whom an IPI goes to.</summary>
    IpiTarget = 7,

    /// <summary>How long a task sleeps.</summary>
    Sleep = 8,

    /// <summary>How long a task runs.</summary>
    Run = 9,

    /// <summary>When the next other timer of the wheel expires.</summary>
    WheelTimer = 10,

    /// <summary>Whether RCU still needs a tick of a CPU that begins to idle.</summary>
    RcuNeed = 11,

    /// <summary>When a host next takes a vCPU off its CPU.</summary>
    Steal = 12,

    /// <summary>For how long.</summary>
    StealLength = 13,

    /// <summary>When RCU's next grace period begins.</summary>
    GracePeriod = 15,

    /// <summary>When a host next has an interrupt of its own on a vCPU's CPU.</summary>
    HostInterrupt = 14,

    /// <summary>Who of all waiters gets an unfair lock.</summary>
    UnfairHolder = 16,

    /// <summary>Who of those that asked for a lock in the same nanosecond gets it.</summary>
    Arbitration = 17,

    /// <summary>When a CPU's first NMI of a watchdog comes.</summary>
    NmiPhase = 18,

    /// <summary>When a CPU shoots translations down next.</summary>
    ShootDown = 19,

    /// <summary>When device 0 interrupts next; device d has this plus d.</summary>
    Device = 20,

    /// <summary>Where within a slice a host CPU begins.</summary>
    HostPhase = 70,

    /// <summary>Which interrupt is the first that raises softirq 0; softirq v has this plus v.</summary>
    SoftirqRaise = 80,

    /// <summary>How long softirq 0 runs; softirq v has this plus v.</summary>
    SoftirqLength = 90,
}
