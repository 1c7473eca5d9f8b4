namespace Tickstorm.Hardware;

/// <summary>What differs from one IO-APIC part to another.</summary>
public sealed record IoApicOptions
{
    /// <summary>Input pins, 1 to 240.</summary>
    public int Pins { get; init; } = 24;

    /// <summary>0x11 (82093AA) or 0x20 (with the EOI register at offset 0x40).</summary>
    public byte Version { get; init; } = 0x20;

    /// <summary>The global system interrupt of pin 0.</summary>
    public uint GsiBase { get; init; }

    /// <summary>An edge that comes while its entry is masked is sent at the unmask; the 82093AA loses it.</summary>
    public bool LatchesMaskedEdges { get; init; }

    /// <summary>Deviations from the data sheet.</summary>
    public IoApicQuirks Quirks { get; init; }
}
