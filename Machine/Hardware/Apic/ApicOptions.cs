namespace Tickstorm.Hardware;

/// <summary>What differs from one local APIC part to another.</summary>
public sealed record ApicOptions
{
    /// <summary>The defaults.</summary>
    public static ApicOptions Default { get; } = new();

    /// <summary>The timer's clock before the divider, in Hz, 1 to 10^12.</summary>
    public long TimerHz { get; init; } = 1_000_000_000;

    /// <summary>The time stamp counter's rate, in Hz, 1 to 10^12. It is 0 at time 0.</summary>
    public long TscHz { get; init; } = 1_000_000_000;

    /// <summary>Version register bits 7:0; 0x10 to 0x15 is an integrated APIC.</summary>
    public byte Version { get; init; } = 0x14;

    /// <summary>Index of the last LVT entry: 5, or 6 with the CMCI entry.</summary>
    public byte MaxLvt { get; init; } = 5;

    /// <summary>SVR bit 12 exists (version register bit 24).</summary>
    public bool CanSuppressEoi { get; init; } = true;

    /// <summary>The timer knows the TSC-deadline mode (CPUID.1:ECX bit 24).</summary>
    public bool HasTscDeadline { get; init; } = true;

    /// <summary>MAXPHYADDR, in bits, 32 to 52.</summary>
    public byte PhysicalAddressBits { get; init; } = 36;

    /// <summary>Deviations from the SDM.</summary>
    public ApicQuirks Quirks { get; init; }
}
