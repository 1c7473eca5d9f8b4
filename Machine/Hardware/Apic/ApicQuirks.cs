namespace Tickstorm.Hardware;

/// <summary>Known deviations of an emulated local APIC from the SDM. None is the default.</summary>
[Flags]
public enum ApicQuirks : byte
{
    /// <summary>As the SDM says.</summary>
    None = 0,

    /// <summary>Software disable neither masks the LVT nor stops acceptance.</summary>
    IgnoresSoftwareDisable = 1,

    /// <summary>Vectors 0 to 15 are sent and received without an error.</summary>
    AcceptsIllegalVectors = 2,

    /// <summary>LVT entries and ICR high keep every bit written.</summary>
    KeepsReservedBits = 4,

    /// <summary>An expired one-shot timer runs again when it is switched to periodic.</summary>
    RestartsExpiredTimer = 8,

    /// <summary>A second NMI merges with one not yet taken.</summary>
    MergesNmi = 16,

    /// <summary>The memory page answers although the APIC is disabled or in x2APIC mode.</summary>
    KeepsPageWhenDisabled = 32,

    /// <summary>
    /// A deadline becomes a timer of the host when it is written, and a later write of the TSC does not move that, as in KVM
    /// (start_sw_tscdeadline).
    /// </summary>
    KeepsDeadlineTimer = 64,

    /// <summary>All that QEMU's software model is known for.</summary>
    Qemu = IgnoresSoftwareDisable | AcceptsIllegalVectors | KeepsReservedBits | RestartsExpiredTimer | MergesNmi | KeepsPageWhenDisabled,
}
