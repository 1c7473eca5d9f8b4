namespace Tickstorm.Kernel;

/// <summary>The interrupt chips a line can have.</summary>
public enum ChipKind
{
    /// <summary>No line, no chip.</summary>
    None,

    /// <summary>
    /// IO-APIC: mask and unmask are a read-modify-write of the pin under ioapic_lock; ack is the LAPIC's EOI; eoi adds the level-erratum
    /// quirk.
    /// </summary>
    IoApic,

    /// <summary>VMI-LOCAL and its like: mask and unmask change this CPU's own LVT timer entry; ack is the LAPIC's EOI.</summary>
    Local,

    /// <summary>XT-PIC: port accesses to the 8259; no LAPIC EOI.</summary>
    XtPic,
}
