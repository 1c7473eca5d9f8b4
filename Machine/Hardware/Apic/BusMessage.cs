namespace Tickstorm.Hardware;

/// <summary>What a message on the APIC bus is.</summary>
public enum BusMessageKind : byte
{
    /// <summary>There is no message.</summary>
    None,

    /// <summary>An interrupt for one or more local APICs.</summary>
    Interrupt,

    /// <summary>An EOI for every IO-APIC.</summary>
    EndOfInterrupt,
}

/// <summary>Which processors an IPI addresses without a destination field (SDM, "Interrupt Command Register", bits 19:18).</summary>
public enum DestinationShorthand : byte
{
    /// <summary>The destination field counts.</summary>
    None = 0,

    /// <summary>The sender.</summary>
    Self = 1,

    /// <summary>Everybody.</summary>
    All = 2,

    /// <summary>Everybody but the sender.</summary>
    AllButSelf = 3,
}

/// <summary>A message on the APIC bus (SDM, "Interrupt Command Register"; 82093AA, "APIC Bus Messages").</summary>
/// <param name="Kind">Interrupt or EOI; <c>default</c> is no message.</param>
/// <param name="Mode">The delivery mode of an interrupt.</param>
/// <param name="Vector">0 to 255; of an EOI the vector ended.</param>
/// <param name="Destination">8 bits, or 32 when <see cref="Wide"/>.</param>
/// <param name="Logical">The destination is matched with logical ids.</param>
/// <param name="Level">Level triggered.</param>
public readonly record struct BusMessage(
    BusMessageKind Kind, DeliveryMode Mode, byte Vector, uint Destination, bool Logical, bool Level)
{
    /// <summary>The destination has 32 bits: the sender is in x2APIC mode.</summary>
    public bool Wide { get; init; }

    /// <summary>The INIT level de-assert form: synchronises arbitration ids on old parts, is ignored on later ones.</summary>
    public bool Deassert { get; init; }

    /// <summary>The destination shorthand of an IPI.</summary>
    public DestinationShorthand Shorthand { get; init; }

    /// <summary>The EOI of a vector (0 to 255) for all IO-APICs.</summary>
    public static BusMessage Eoi(byte vector) => new(BusMessageKind.EndOfInterrupt, DeliveryMode.Fixed, vector, 0, false, true);
}
