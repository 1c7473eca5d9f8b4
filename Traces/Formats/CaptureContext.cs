namespace Tickstorm.Traces.Formats;

/// <summary>What the flags column of an event says of the interrupted code.</summary>
[Flags]
public enum CaptureContext : byte
{
    /// <summary>Nothing: the capture has no such column.</summary>
    Unknown = 0,

    /// <summary>The column is there.</summary>
    Known = 1,

    /// <summary>Interrupts were off.</summary>
    IrqsOff = 2,

    /// <summary>In a hardware interrupt.</summary>
    HardIrq = 4,

    /// <summary>In a softirq.</summary>
    SoftIrq = 8,
}
