namespace Tickstorm.Hardware;

/// <summary>A 64-bit redirection table entry (82093AA, "I/O Redirection Table Registers").</summary>
public readonly record struct RedirectionEntry(ulong Raw)
{
    /// <summary>Bit 12, read only: the message was not accepted yet. Always 0 here.</summary>
    public const ulong DeliveryStatus = 1 << 12;

    /// <summary>Bit 13: the input is active low.</summary>
    public const ulong ActiveLow = 1 << 13;

    /// <summary>Bit 14, read only: a level interrupt was accepted and not ended.</summary>
    public const ulong RemoteIrr = 1 << 14;

    /// <summary>Bit 15: level triggered.</summary>
    public const ulong Level = 1 << 15;

    /// <summary>Bit 16: masked.</summary>
    public const ulong Masked = 1 << 16;

    /// <summary>The bits that software can set.</summary>
    public const ulong Writable = 0xff00_0000_0001_afff;

    /// <summary>Bits 7:0.</summary>
    public byte Vector => (byte)Raw;

    /// <summary>Bits 10:8.</summary>
    public DeliveryMode Mode => (DeliveryMode)(Raw >> 8 & 7);

    /// <summary>Bits 63:56.</summary>
    public byte Destination => (byte)(Raw >> 56);

    /// <summary>Level triggered.</summary>
    public bool IsLevel => (Raw & Level) != 0;

    /// <summary>Masked.</summary>
    public bool IsMasked => (Raw & Masked) != 0;

    /// <summary>Remote IRR is set.</summary>
    public bool HasRemoteIrr => (Raw & RemoteIrr) != 0;

    /// <summary>Active low.</summary>
    public bool IsActiveLow => (Raw & ActiveLow) != 0;

    /// <summary>The message that the entry sends.</summary>
    public BusMessage ToMessage() =>
        new(BusMessageKind.Interrupt, Mode, Vector, Destination, Logical: (Raw & 0x800) != 0, IsLevel);
}
