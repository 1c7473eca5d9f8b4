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

    /// <summary>
    /// vmi_time_bsp_init() before it installs its chip: CLOCK_EVT_NOTIFY_SUSPEND cancels the boot processor's alarm, then interrupts are
    /// turned off.
    /// </summary>
    SuspendAlarm,

    /// <summary>The design installs its chip and flow handler.</summary>
    InstallDesign,

    /// <summary>vmi_time_bsp_init() afterwards: interrupts on, and CLOCK_EVT_NOTIFY_RESUME arms the alarm again.</summary>
    ResumeAlarm,
}

/// <summary>What IRQ0 is after a step of the boot.</summary>
/// <param name="Step">The step.</param>
/// <param name="Chip">The chip.</param>
/// <param name="Flow">The flow handler.</param>
/// <param name="IsWiredToLvt">The boot processor's timer comes by its LVT entry; else it is what IRQ0's pin has.</param>
/// <param name="IsArmed">Its next expiry is programmed.</param>
/// <param name="IrqsAreOn">The boot processor takes interrupts.</param>
public readonly record struct BootState(BootStep Step, ChipKind Chip, FlowKind Flow, bool IsWiredToLvt, bool IsArmed, bool IrqsAreOn);

/// <summary>
/// What happened to IRQ0's descriptor during boot (arch/x86/kernel/smpboot_32.c and io_apic_32.c of 2.6.24): the later step wins.
/// </summary>
public sealed class Irq0Boot
{
    private readonly List<BootState> _states = [];
    private bool _reserved, _isWiredToLvt, _isArmed, _irqsAreOn;

    private Irq0Boot() { }

    /// <summary>What IRQ0 was after each step, in their order.</summary>
    public IReadOnlyList<BootState> States => _states;

    /// <summary>The chip after boot.</summary>
    public ChipKind Chip { get; private set; }

    /// <summary>The flow handler after boot.</summary>
    public FlowKind Flow { get; private set; }

    /// <summary>
    /// True when IRQ0 is the line of a device at an 8259, which has the vector for the CPU: nothing is in service in the local APIC, and
    /// the 8259 is told the end when its line is masked (mask_and_ack_8259A).
    /// </summary>
    public bool ComesAsExtInt { get; private set; }

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
        foreach (BootStep step in Order(design.Boot))
        {
            boot.Do(step, design, kernel, noTimerCheck);
            boot._states.Add(new(step, boot.Chip, boot.Flow, boot._isWiredToLvt, boot._isArmed, boot._irqsAreOn));
        }

        boot.ComesAsExtInt = design.Source == TickSource.Broadcast && boot.Chip == ChipKind.XtPic;
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
        BootPlan.AfterTakeOver =>
            [BootStep.InitIrq, BootStep.SetUpIoApic, BootStep.SuspendAlarm, BootStep.InstallDesign, BootStep.ResumeAlarm],
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, "not a boot plan"),
    };

    private void Do(BootStep step, Design design, KernelSwitches kernel, bool noTimerCheck)
    {
        switch (step)
        {
            case BootStep.InitIrq:
                // start_kernel() runs with interrupts off until time_init() has registered the boot processor's timer.
                (Chip, Flow) = (ChipKind.XtPic, FlowKind.Level);
                break;
            case BootStep.ReserveVector:
                _reserved = true;
                break;
            case BootStep.SetUpIoApic:
                TakeOverHappened = true;
                _isArmed = _irqsAreOn = true;
                if (!_reserved) (Chip, Flow) = (ChipKind.IoApic, FlowKind.Edge);
                break;
            case BootStep.CheckTimer:
                CheckReserved(kernel, noTimerCheck);
                break;
            case BootStep.SuspendAlarm:
                _isArmed = _irqsAreOn = false;
                break;
            case BootStep.InstallDesign:
                (Chip, Flow) = (design.Chip, design.Flow);
                _isWiredToLvt = true;
                break;
            case BootStep.ResumeAlarm:
                _isArmed = _irqsAreOn = true;
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
