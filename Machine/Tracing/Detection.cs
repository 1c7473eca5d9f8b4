namespace Tickstorm.Tracing;

/// <summary>The detectors of a kernel.</summary>
public enum DetectorKind : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>A task has kept its CPU although its timer interrupts arrive.</summary>
    SoftLockup,

    /// <summary>A CPU's watchdog timer has not run between two samples, of an NMI or of the CPU before it.</summary>
    HardLockup,

    /// <summary>The old NMI watchdog has seen no timer interrupt counted.</summary>
    NmiWatchdog,

    /// <summary>The same, of a CPU that does tick: its design counts in neither sum.</summary>
    FalseNmiWatchdog,

    /// <summary>A grace period of RCU waits for a CPU, says another one.</summary>
    RcuStall,

    /// <summary>A grace period of RCU waits for the CPU that says it.</summary>
    RcuStallOfItself,

    /// <summary>Work that is queued on a CPU has not begun.</summary>
    WorkqueueLockup,

    /// <summary>The timer of the clocksource watchdog, which goes from CPU to CPU, waits on one that does not tick.</summary>
    ClocksourceWatchdog,

    /// <summary>An NMI came that nobody knows.</summary>
    UnknownNmi,

    /// <summary>An interrupt came by a vector that leads nowhere; what it says is no time but the vector.</summary>
    NoIrqHandler,
}

/// <summary>The <see cref="TraceRecord.Argument"/> of what a detector found.</summary>
public static class Detection
{
    private const int SecondsAt = 8;

    /// <summary>Bits 0-7 the detector, from 8 on for how long it says that it has lasted, in the kernel's seconds.</summary>
    public static long Pack(DetectorKind kind, long seconds) => (long)kind | seconds << SecondsAt;

    /// <summary>The detector; none where the number is none of the list.</summary>
    public static DetectorKind Kind(long argument) =>
        (byte)argument <= (byte)DetectorKind.NoIrqHandler ? (DetectorKind)(byte)argument : DetectorKind.None;

    /// <summary>For how long, in the kernel's seconds.</summary>
    public static long Seconds(long argument) => argument >> SecondsAt;

    /// <summary>A detector as it is printed.</summary>
    public static string Name(this DetectorKind kind) => kind switch
    {
        DetectorKind.None => "none",
        DetectorKind.SoftLockup => "soft-lockup",
        DetectorKind.HardLockup => "hard-lockup",
        DetectorKind.NmiWatchdog or DetectorKind.FalseNmiWatchdog => "nmi-watchdog",
        DetectorKind.RcuStall or DetectorKind.RcuStallOfItself => "rcu-stall",
        DetectorKind.WorkqueueLockup => "workqueue-lockup",
        DetectorKind.ClocksourceWatchdog => "clocksource-watchdog",
        DetectorKind.UnknownNmi => "unknown-nmi",
        DetectorKind.NoIrqHandler => "no-irq-handler",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a detector of the list"),
    };
}
