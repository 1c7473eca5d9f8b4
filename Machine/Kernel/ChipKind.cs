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

    /// <summary>
    /// local-APIC of io_apic_32.c, which check_timer() installs when IRQ0 arrives at LINT0: eoi, from 2.6.27 on ack, is the LAPIC's EOI and
    /// nothing else.
    /// </summary>
    Lapic,

    /// <summary>XT-PIC: port accesses to the 8259; no LAPIC EOI.</summary>
    XtPic,
}

/// <summary>Which of its functions a chip has (arch/x86/kernel/io_apic_32.c, i8259_32.c and vmiclock_32.c of 2.6.24).</summary>
internal static class ChipKinds
{
    /// <summary>The chip has an ack, and it writes the LAPIC's EOI.</summary>
    public static bool HasAck(this ChipKind chip) => chip is ChipKind.IoApic or ChipKind.Local;

    /// <summary>The chip has an eoi, and it writes the LAPIC's EOI.</summary>
    public static bool HasEoi(this ChipKind chip) => chip is ChipKind.IoApic or ChipKind.Lapic;
}
