namespace Tickstorm.Kernel;

// The interrupt chips.
public static partial class SwitchTable
{
    private const string IoApicFile = "arch/x86/kernel/io_apic_32.c and apic/io_apic.c ";

    /// <summary>eoi_ioapic_irq.</summary>
    public static KernelSwitch<bool> QuirkByEoiRegister { get; } = Flag(
        "quirkByEoiRegister",
        "the level-erratum quirk of an IO-APIC of version 0x20 writes its EOI register in place of two read-modify-writes of the entry",
        IoApicFile + "ack_ioapic_quirk_irq, eoi_ioapic_irq", true, new(Start, false), new("2.6.33", true, "c29d9db338d"));

    /// <summary>__eoi_ioapic_pin.</summary>
    public static KernelSwitch<bool> QuirkRestoresEntry { get; } = Flag(
        "quirkRestoresEntry", "the quirk of an older IO-APIC writes the entry back as it was; before, the pin ends as level and unmasked",
        IoApicFile + "__eoi_ioapic_pin", true, new(Start, false), new("3.2", true, null, "[K] the commit was not looked up"));

    /// <summary>ioapic_retrigger_irq.</summary>
    public static KernelSwitch<bool> RetriggerToTarget { get; } = Flag(
        "retriggerToTarget", "an edge that is sent again goes to the line's target; before, to the CPU that enables the line",
        IoApicFile + "ioapic_retrigger_irq", true, new(Start, false), new("2.6.28", true));

    /// <summary>HARDIRQS_SW_RESEND.</summary>
    public static KernelSwitch<bool> SoftwareResend { get; } = Flag(
        "softwareResend", "a chip without retrigger (XT-PIC, VMI-LOCAL) has a remembered edge run by a tasklet; before, it is forgotten",
        "arch/x86/Kconfig HARDIRQS_SW_RESEND, kernel/irq/resend.c check_irq_resend", true,
        new(Start, false), new("5.7", true, null, "[K] the version; 5.4 and 5.7 were read"));

    /// <summary>lapic_register_intr.</summary>
    public static KernelSwitch<bool> TimerAtLint0IsEdge { get; } = Flag(
        "timerAtLint0IsEdge", "IRQ0 at LINT0 gets handle_edge_irq and a chip with ack; before, handle_fasteoi_irq and a chip with eoi",
        IoApicFile + "check_timer, lapic_register_intr", true, new(Start, false), new("2.6.27", true));

    /// <summary>Masking by one write.</summary>
    public static KernelSwitch<string> IoApicMask { get; } = Word(
        "ioApicMask", "how the IO-APIC masks a pin; the scenario gives its cost (costs.chip.ioApic.mask)",
        IoApicFile + "mask_ioapic_irq", false,
        new(Start, "read-modify-write"), new("4.2", "write of a cached entry", null, "[K] the commit was not looked up"));

    private static IEnumerable<KernelSwitch> Chips() =>
        [QuirkByEoiRegister, QuirkRestoresEntry, RetriggerToTarget, SoftwareResend, TimerAtLint0IsEdge, IoApicMask];
}
