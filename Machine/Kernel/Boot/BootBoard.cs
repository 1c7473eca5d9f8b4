using Tickstorm.Hardware;

namespace Tickstorm.Kernel.Boot;

/// <summary>
/// The boot processor with 8254, 8259 pair, IO-APIC and local APIC, wired as <see cref="BootFaults"/> says, and its interrupt handlers.
/// </summary>
internal sealed class BootBoard
{
    internal const byte TimerVector = Vectors.Irq0, PicBase = 0x20;
    private const long HandlerNs = 1000;

    private readonly BootFaults _faults;
    private readonly Pit8254 _pit;

    internal BootBoard(BootFaults faults)
    {
        _faults = faults;
        Bus = new InterruptBus(LocalApic.CreateEnabled(0, bsp: true, x2apicCapable: false));
        IoApic = new IoApic(bus: Bus);
        Bus.Attach(IoApic);
        Pic = new Pic8259Pair(new Wire(SetPicOutput));
        _pit = new Pit8254(new Wire(SetTimer));
    }

    internal InterruptBus Bus { get; }

    internal IoApic IoApic { get; }

    internal Pic8259Pair Pic { get; }

    internal long NowNs { get; private set; }

    /// <summary>Timer interrupts handled.</summary>
    internal long Jiffies { get; private set; }

    /// <summary>The handler acknowledges the 8259 with a poll, so that INT falls and can rise again.</summary>
    internal bool PollsPic { get; set; }

    internal void WriteApic(int offset, uint value)
    {
        Bus[0].WriteRegister(offset, value, NowNs, out BusMessage message);
        Bus.Send(in message, 0);
    }

    /// <summary>Channel 0 in mode 2 at the tick rate.</summary>
    internal void StartTimer()
    {
        int count = (1_193_182 + (_faults.Hz / 2)) / _faults.Hz;
        _pit.Write(0x43, 0x34, NowNs);
        _pit.Write(0x40, (byte)count, NowNs);
        _pit.Write(0x40, (byte)(count >> 8), NowNs);
    }

    /// <summary>Interrupts enabled for a span; each handler takes 1000 ns.</summary>
    internal void Run(long ns)
    {
        long end = NowNs + ns;
        while (NowNs < end)
        {
            long next = TakeInterrupt() ? NowNs + HandlerNs : Math.Min(end, Math.Max(_pit.NextEventNs, NowNs + 1));
            while (_pit.NextEventNs <= next)
            {
                _pit.Advance(_pit.NextEventNs);
            }

            NowNs = next;
        }
    }

    private bool TakeInterrupt()
    {
        if (Bus[0].ExtIntRequested)
        {
            int carried = Bus[0].AcknowledgeExtInt();
            HandlePic(carried >= 0 ? (byte)carried : Pic.Acknowledge());
            return true;
        }

        if (Bus[0].PendingVector < 0)
        {
            return false;
        }

        int vector = Bus[0].Acknowledge();
        WriteApic(ApicRegister.Eoi, 0);
        if (vector == TimerVector)
        {
            Jiffies++;
            if (PollsPic)
            {
                Pic.Write(0x20, 0x0c);
                Pic.Read(0x20);
            }
        }

        return true;
    }

    // An interrupt through the 8259's own chip: masked and ended, handled, unmasked. Spurious ones have nothing to end.
    private void HandlePic(byte vector)
    {
        if (vector != PicBase || (Pic.Master.InService & 1) == 0)
        {
            return;
        }

        Pic.Write(0x21, (byte)(Pic.Master.Mask | 1));
        Pic.Write(0x20, 0x60);
        Jiffies++;
        Pic.Write(0x21, (byte)(Pic.Master.Mask & ~1));
    }

    private void SetTimer(bool high)
    {
        if (_faults.TimerIsDead)
        {
            return;
        }

        if (_faults.TimerReachesPic)
        {
            Pic.SetLine(0, high);
        }

        SetPin(_faults.TimerPin, high);
    }

    private void SetPicOutput(bool high)
    {
        SetPin(_faults.PicPin, high);
        bool dead = _faults.Lint0FixedIsDead && (Bus[0].ReadRegister(ApicRegister.LvtLint0, NowNs) & 0x700) == 0;
        if (_faults.PicReachesLint0 && !dead)
        {
            Bus[0].SetLint(0, high);
        }
    }

    private void SetPin(int pin, bool high)
    {
        if (pin >= 0)
        {
            IoApic.SetPin(pin, high);
        }
    }

    private sealed class Wire(Action<bool> drive) : ILineSink
    {
        public void SetLine(int line, bool high) => drive(high);
    }
}
