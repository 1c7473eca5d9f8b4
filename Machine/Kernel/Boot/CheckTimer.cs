using Tickstorm.Hardware;

namespace Tickstorm.Kernel.Boot;

/// <summary>
/// check_timer() of 2.6.24 (arch/x86/kernel/io_apic_32.c): four ways to get the timer's interrupt to the processor, then the panic.
/// </summary>
/// <remarks>Left out: the RTC interrupts that unlock the ExtINT logic of some chip sets before step 4, and the NMI watchdog.</remarks>
public sealed class CheckTimer
{
    private const long WaitTicks = 10, NeededTicks = 4;

    private readonly BootFaults _faults;
    private readonly BootBoard _board;
    private readonly List<CheckTimerStep> _steps = [];
    private readonly IsaRoute? _route;

    private CheckTimer(BootFaults faults)
    {
        _faults = faults;
        _board = new BootBoard(faults);
        _route = BootWiring.From(faults.Table, faults.SkipTimerOverride).RouteOf(0);
    }

    /// <summary>Runs it on a board with the given faults.</summary>
    public static CheckTimerReport Run(BootFaults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentOutOfRangeException.ThrowIfLessThan(faults.Hz, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(faults.Hz, 1000);
        return new CheckTimer(faults).Run();
    }

    private CheckTimerReport Run()
    {
        Prepare();
        if (TryIoApicPin())
        {
            return Report(1, "IO-APIC", _route!.IsLevel ? FlowKind.FastEoi : FlowKind.Edge);
        }

        if (TryThroughPic())
        {
            return Report(2, "IO-APIC", FlowKind.Edge);
        }

        if (TryVirtualWire())
        {
            return Report(3, "local-APIC-edge", FlowKind.FastEoi);
        }

        if (TryExtInt())
        {
            return Report(4, "XT-PIC", FlowKind.Level);
        }

        _steps.Add(new CheckTimerStep(5, "panic", Tried: true, 0, Passed: false, "IO-APIC + timer doesn't work!"));
        return Report(5, "XT-PIC", FlowKind.Level);
    }

    private int Pin1 => _route?.Pin ?? -1;

    private CheckTimerReport Report(int step, string chip, FlowKind flow) =>
        new(Pin1, _faults.ExtIntPin, [.. _steps], step, chip, flow, _board.Pc.NowNs);

    // Flat logical destinations; LINT0 masked; the 8259 with automatic EOI, acknowledged by a poll; its input 0 open.
    private void Prepare()
    {
        _board.WriteApic(ApicRegister.LogicalDestination, 1u << 24);
        _board.WriteApic(ApicRegister.LvtLint0, 0x10700);
        InitialisePic(autoEoi: true);
        _board.PollsPic = true;
        _board.StartTimer();
        _board.Pc.Pic.Write(0x21, 0xfe);
    }

    private bool TryIoApicPin()
    {
        const string name = "IO-APIC pin of IRQ 0";
        if (Pin1 < 0)
        {
            return Skip(1, name);
        }

        if (!_faults.PinIsReserved)
            SetEntry(Pin1, (_route!.IsLevel ? 0x8000u : 0) | (_route.IsActiveLow ? 0x2000u : 0));
        if (_faults.NoTimerCheck)
        {
            _steps.Add(new CheckTimerStep(1, name, Tried: true, 0, Passed: true, "not checked"));
            return true;
        }

        return Works(1, name, "MP-BIOS bug: 8254 timer not connected to IO-APIC") || Give(() => ClearEntry(Pin1));
    }

    private bool TryThroughPic()
    {
        const string name = "IO-APIC pin of the 8259";
        if (_faults.ExtIntPin < 0)
        {
            return Skip(2, name);
        }

        // INT may be high already; closing and opening input 0 gives the pin its edge.
        _board.Pc.Pic.Write(0x21, 0xff);
        SetEntry(_faults.ExtIntPin, 0);
        _board.Pc.Pic.Write(0x21, 0xfe);
        return Works(2, name, "through the 8259A: failed") || Give(() => ClearEntry(_faults.ExtIntPin));
    }

    private bool TryVirtualWire()
    {
        _board.Pc.Pic.Write(0x21, 0xff);
        _board.WriteApic(ApicRegister.LvtLint0, BootBoard.TimerVector);
        _board.Pc.Pic.Write(0x21, 0xfe);
        return Works(3, "virtual wire, fixed vector at LINT0", "as virtual wire IRQ: failed")
            || Give(() => _board.WriteApic(ApicRegister.LvtLint0, 0x10000u | BootBoard.TimerVector));
    }

    private bool TryExtInt()
    {
        _board.PollsPic = false;
        InitialisePic(autoEoi: false);
        _board.Pc.Pic.Write(0x21, 0xfe);
        _board.WriteApic(ApicRegister.LvtLint0, 0x700);
        return Works(4, "virtual wire, ExtINT at LINT0", "as ExtINT IRQ: failed");
    }

    private void InitialisePic(bool autoEoi)
    {
        _board.Pc.Pic.Write(0x21, 0xff);
        _board.Pc.Pic.Write(0x20, 0x11);
        _board.Pc.Pic.Write(0x21, BootBoard.PicBase);
        _board.Pc.Pic.Write(0x21, 0x04);
        _board.Pc.Pic.Write(0x21, (byte)(autoEoi ? 0x03 : 0x01));
        _board.Pc.Pic.Write(0x21, 0xff);
    }

    // Lowest priority, logical, to the boot processor.
    private void SetEntry(int pin, uint trigger)
    {
        _board.Pc.IoApic.WriteIndexed((byte)(0x11 + (2 * pin)), 1u << 24);
        _board.Pc.IoApic.WriteIndexed((byte)(0x10 + (2 * pin)), 0x900u | trigger | BootBoard.TimerVector);
    }

    private void ClearEntry(int pin) => _board.Pc.IoApic.WriteIndexed((byte)(0x10 + (2 * pin)), 0x10000);

    // Interrupts on for ten ticks' time; jiffies must have grown by more than 4.
    private bool Works(int number, string name, string said)
    {
        long before = _board.Jiffies;
        if (!_faults.DelayTakesNoTime)
        {
            _board.Run(WaitTicks * 1_000_000_000L / _faults.Hz);
        }

        long ticks = _board.Jiffies - before;
        bool works = ticks > NeededTicks;
        _steps.Add(new CheckTimerStep(number, name, Tried: true, ticks, works, works ? "" : said));
        return works;
    }

    private bool Skip(int number, string name)
    {
        _steps.Add(new CheckTimerStep(number, name, Tried: false, 0, Passed: false, "no pin"));
        return false;
    }

    private static bool Give(Action up)
    {
        up();
        return false;
    }
}
