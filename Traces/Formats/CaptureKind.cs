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

    /// <summary>The tick's own hrtimer expired; Argument is the time the kernel saw, ns.</summary>
    TickExpired,

    /// <summary>The tick's own hrtimer was armed; Argument is its expiry, ns.</summary>
    TickArmed,

    /// <summary>The periodic tick handler was entered (a line of the function tracer).</summary>
    PeriodicTick,

    /// <summary>An IPI was sent (ipi:ipi_send_cpu); Number is the target.</summary>
    IpiSent,

    /// <summary>A lock was found taken (lock:contention_begin); Argument is its address.</summary>
    LockBegin,

    /// <summary>The lock was acquired (lock:contention_end); Argument is its address.</summary>
    LockEnd,

    /// <summary>An event of the simulator; its record goes to <see cref="ICaptureSink.Record"/> instead.</summary>
    Simulated,
}
