namespace Tickstorm.Hardware;

/// <summary>Known deviations of an emulated IO-APIC from its data sheet. None is the default.</summary>
[Flags]
public enum IoApicQuirks : byte
{
    /// <summary>As the data sheet says.</summary>
    None = 0,

    /// <summary>Pin 0 drives entry 2; entry 0 has no pin.</summary>
    PinZeroIsTwo = 1,

    /// <summary>One request bit a pin: each raise of an edge pin is an edge, its level is forgotten, and polarity is ignored.</summary>
    RequestBits = 2,

    /// <summary>Reserved bits of an entry are kept.</summary>
    KeepsReservedBits = 4,

    /// <summary>The page decodes address bits 7:0 only.</summary>
    AliasesPage = 8,

    /// <summary>All that QEMU's model is known for.</summary>
    Qemu = PinZeroIsTwo | RequestBits | KeepsReservedBits | AliasesPage,
}
