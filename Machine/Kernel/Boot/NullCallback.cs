namespace Tickstorm.Kernel.Boot;

/// <summary>A flow handler that calls a function which its chip has not: the kernel crashes.</summary>
/// <remarks>
/// handle_fasteoi_irq and handle_edge_eoi_irq call chip->eoi without a test in every version, handle_edge_irq chip->ack but for a few;
/// i8259A_chip has neither, VMI-LOCAL no eoi, local-APIC none from 2.6.27 on (i8259_32.c, vmiclock_32.c, io_apic.c). The other handlers
/// test, or call what all chips have.
/// </remarks>
public static class NullCallback
{
    /// <summary>What crashes with what a boot has made of IRQ0; null when nothing does.</summary>
    public static string? Of(KernelSwitches kernel, Irq0Boot boot)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(boot);
        (string? handler, string missing) = (boot.Flow, boot.Chip) switch
        {
            (FlowKind.FastEoi, ChipKind.Local or ChipKind.XtPic) => ("handle_fasteoi_irq", "eoi"),
            (FlowKind.EdgeEoi, ChipKind.Local or ChipKind.XtPic) => ("handle_edge_eoi_irq", "eoi"),
            (FlowKind.FastEoi, ChipKind.Lapic) when kernel.TimerAtLint0IsEdge => ("handle_fasteoi_irq", "eoi"),
            (FlowKind.Edge, ChipKind.XtPic) when !kernel.EdgeTestsAck => ("handle_edge_irq", "ack"),
            _ => (null, ""),
        };
        if (handler is null) return null;
        string chip = boot.Chip switch { ChipKind.Local => "VMI-LOCAL", ChipKind.Lapic => "local-APIC", _ => "XT-PIC" };
        string call = $"{handler} calls chip->{missing}, and {chip} has none (a NULL pointer)";
        return $"Linux {kernel.Version} crashes with the first tick: {call}";
    }
}
