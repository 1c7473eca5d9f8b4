namespace Tickstorm.Traces.Formats;

/// <summary>What an event of a kernel's trace says, as far as interrupts are concerned.</summary>
public enum CaptureKind : byte
{
    /// <summary>An event that no analysis here uses.</summary>
    Other,

    /// <summary>A line of the function tracer.</summary>
    Function,

    /// <summary>Entry of a system vector (irq_vectors:*_entry); Number is the vector.</summary>
    VectorEntry,

    /// <summary>Exit of a system vector.</summary>
    VectorExit,

    /// <summary>An action of a line begins (irq:irq_handler_entry); Number is the IRQ.</summary>
    IrqEntry,

    /// <summary>An action of a line ended.</summary>
    IrqExit,

    /// <summary>The scheduler changed the task; Number is the next pid.</summary>
    Switch,

    /// <summary>The tick's own hrtimer expired; Argument is the time the kernel saw, ns; the name is that of the task.</summary>
    TickExpired,

    /// <summary>The tick's own hrtimer was armed; Argument is its expiry, ns.</summary>
    TickArmed,

    /// <summary>The tick's own hrtimer was cancelled.</summary>
    TickCancelled,

    /// <summary>A hrtimer that is none of the tick's expired.</summary>
    OtherTimer,

    /// <summary>The handler of a tick was entered (a line of the function tracer); the name is the function.</summary>
    TickFunction,

    /// <summary>The kernel decided whether to stop the tick (timer:tick_stop); Number is 1 when it did, the name what forbade it.</summary>
    TickStop,

    /// <summary>A timer of the wheel expired; Argument is jiffies.</summary>
    Jiffies,

    /// <summary>A softirq begins; Number is its vector.</summary>
    SoftirqEntry,

    /// <summary>A softirq ended.</summary>
    SoftirqExit,

    /// <summary>An IPI was sent (ipi:ipi_send_cpu); Number is the target, the name what is called.</summary>
    IpiSent,

    /// <summary>An IPI was sent to several CPUs; the name is the mask, as hexadecimal words or as a list.</summary>
    IpiSentMask,

    /// <summary>An IPI arrived (arm64's ipi:ipi_entry); the name is its reason.</summary>
    IpiEntry,

    /// <summary>The handler of an IPI ended.</summary>
    IpiExit,

    /// <summary>A lock was found taken (lock:contention_begin); Argument is its address, the name its flags.</summary>
    LockBegin,

    /// <summary>The lock was acquired (lock:contention_end); Argument is its address.</summary>
    LockEnd,

    /// <summary>A sample of the timerlat tracer; Number is 0 for the interrupt and 1 for the thread, Argument the latency, ns.</summary>
    TimerLatency,

    /// <summary>An interrupt as osnoise saw it, when it ended; Number is its vector or line, Argument its duration, ns; the name its own.
    /// </summary>
    Noise,

    /// <summary>An event of the simulator; its record goes to <see cref="ICaptureSink.Record"/> instead.</summary>
    Simulated,
}
