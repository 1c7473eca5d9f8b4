namespace Tickstorm.Traces.Formats;

/// <summary>One event of a kernel's trace.</summary>
/// <param name="TimeNs">Its time stamp, ns; captures of text usually keep microseconds.</param>
/// <param name="Cpu">The CPU that recorded it.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Number">Vector, IRQ, pid or CPU, as the kind says; -1 for none.</param>
/// <param name="Argument">As the kind says.</param>
/// <param name="Idle">True when the interrupted task was the idle task.</param>
public readonly record struct CaptureEvent(long TimeNs, int Cpu, CaptureKind Kind, int Number, long Argument, bool Idle)
{
    /// <summary>The task that the CPU ran; -1 when the capture does not say.</summary>
    public int Pid { get; init; } = -1;

    /// <summary>The flags column.</summary>
    public CaptureContext Context { get; init; }

    /// <summary>The address of the timer that the event is of; 0 for none.</summary>
    public long Address { get; init; }
}
