namespace Tickstorm.Hardware;

/// <summary>What differs from one HPET part to another.</summary>
public sealed record HpetOptions
{
    /// <summary>Comparators, 1 to 32.</summary>
    public int Timers { get; init; } = 3;

    /// <summary>The period of the main counter in fs, 100 to 100,000,000.</summary>
    public uint PeriodFs { get; init; } = 10_000_000;

    /// <summary>Capability register bits 31:16.</summary>
    public ushort Vendor { get; init; } = 0x8086;

    /// <summary>Timers can deliver messages: capability bit 15.</summary>
    public bool HasMessages { get; init; }

    /// <summary>The IO-APIC inputs that the capability register shows, one bit each.</summary>
    public uint RouteCapability { get; init; } = 1 << 2;

    /// <summary>Inputs that can be routed to although the capability register does not show them: the PCI inputs.</summary>
    public uint AlsoRoutable { get; init; } = 0x00ff_0000;

    /// <summary>Deviations from the specification.</summary>
    public HpetQuirks Quirks { get; init; }
}
