using Tickstorm.Kernel.Designs;

namespace Tickstorm.Kernel.Boot;

/// <summary>One step of the boot that touches IRQ0's descriptor.</summary>
public enum BootStep
{
    /// <summary>init_IRQ: chip XT-PIC, level flow.</summary>
    InitIrq,

    /// <summary>The early reservation of IRQ0's vector, so that setup_IO_APIC leaves the descriptor alone.</summary>
    ReserveVector,

    /// <summary>setup_IO_APIC_irqs: the IO-APIC takes IRQ0 over, whatever the table says of its pin: chip IO-APIC, edge flow.</summary>
    SetUpIoApic,

    /// <summary>check_timer: looks for a way on which the timer's interrupt arrives, and installs what that way needs.</summary>
    CheckTimer,

    /// <summary>The design installs its chip and flow handler.</summary>
    InstallDesign,
}

/// <summary>
/// What happened to IRQ0's descriptor during boot (arch/x86/kernel/smpboot_32.c and io_apic_32.c of 2.6.24): the later step wins.
/// </summary>
public sealed class Irq0Boot
{
    private bool _reserved;

    private Irq0Boot() { }

    /// <summary>The chip after boot.</summary>
    public ChipKind Chip { get; private set; }

    /// <summary>The flow handler after boot.</summary>
    public FlowKind Flow { get; private set; }

    /// <summary>True when the IO-APIC tried to take IRQ0 over.</summary>
    public bool TakeOverHappened { get; private set; }

    /// <summary>Boots a design on a kernel.</summary>
    /// <param name="design">The design.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="noTimerCheck">check_timer() takes its first way for good, as under VMI.</param>
    public static Irq0Boot Run(Design design, KernelSwitches kernel, bool noTimerCheck = true)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(kernel);
        Irq0Boot boot = new();
        foreach (BootStep step in Order(design.Boot)) boot.Do(step, design, kernel, noTimerCheck);
        return boot;
    }

    /// <summary>The same where IRQ0 is the line of a device that wakes CPUs, and no tick's: as setup_IO_APIC leaves it.</summary>
    public Irq0Boot WithBroadcast(bool wakes) =>
        wakes ? new() { Chip = ChipKind.IoApic, Flow = FlowKind.Edge, TakeOverHappened = TakeOverHappened } : this;

    /// <summary>The order of steps of a plan.</summary>
    public static IReadOnlyList<BootStep> Order(BootPlan plan) => plan switch
    {
        BootPlan.NoLine => [],
        BootPlan.AsIs => [BootStep.InstallDesign],
        BootPlan.BeforeTakeOver => [BootStep.InitIrq, BootStep.InstallDesign, BootStep.SetUpIoApic],
        BootPlan.Reserved => 
            [BootStep.InitIrq, BootStep.ReserveVector, BootStep.InstallDesign, BootStep.SetUpIoApic, BootStep.CheckTimer],
        BootPlan.AfterTakeOver => [BootStep.InitIrq, BootStep.SetUpIoApic, BootStep.InstallDesign],
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, "not a boot plan"),
    };

    private void Do(BootStep step, Design design, KernelSwitches kernel, bool noTimerCheck)
    {
        switch (step)
        {
            case BootStep.InitIrq:
                (Chip, Flow) = (ChipKind.XtPic, FlowKind.Level);
                break;
            case BootStep.ReserveVector:
                _reserved = true;
                break;
            case BootStep.SetUpIoApic:
                TakeOverHappened = true;
                if (!_reserved) (Chip, Flow) = (ChipKind.IoApic, FlowKind.Edge);
                break;
            case BootStep.CheckTimer:
                CheckReserved(kernel, noTimerCheck);
                break;
            case BootStep.InstallDesign:
                (Chip, Flow) = (design.Chip, design.Flow);
                break;
        }
    }

    // The reservation has kept setup_IO_APIC from programming the pin, so its first way fails unless it is not looked at. A board in
    // virtual wire mode has no ExtINT pin at the IO-APIC; the ways that are left bring a chip and a flow of their own.
    private void CheckReserved(KernelSwitches kernel, bool noTimerCheck)
    {
        CheckTimerReport report = CheckTimer.Run(new BootFaults { NoTimerCheck = noTimerCheck, PinIsReserved = true, ExtIntPin = -1 });
        if (report.Succeeded == 3) (Chip, Flow) = (ChipKind.Lapic, kernel.TimerAtLint0IsEdge ? FlowKind.Edge : FlowKind.FastEoi);
        else if (report.Succeeded > 3) (Chip, Flow) = (ChipKind.XtPic, FlowKind.Level);
    }
}
