namespace Tickstorm.Hardware;

/// <summary>A PC's interrupt hardware, wired: time moves only when it is told to.</summary>
public sealed partial class PcBoard
{
    private readonly PcOptions _options;
    private readonly IBoardWatch? _watch;

    /// <summary>A PC as after a machine reset.</summary>
    /// <param name="bus">Its local APICs; the first is the boot processor's.</param>
    /// <param name="options">Its parts and its wiring; a sound PC when null.</param>
    /// <param name="watch">Who watches its lines; nobody when null.</param>
    public PcBoard(InterruptBus bus, PcOptions? options = null, IBoardWatch? watch = null)
    {
        ArgumentNullException.ThrowIfNull(bus);
        _options = options ?? new PcOptions();
        _watch = watch;
        Bus = bus;
        Pic = new Pic8259Pair(new Output((_, high) => SetInt(high)), _options.Pic);
        IoApic = new IoApic(_options.IoApic, new MessageTap(this), Pic.Acknowledge);
        Bus.Attach(IoApic);
        Pit = new Pit8254(new Output((_, high) => SetTimer(high)), _options.CountsLikeQemu);
        Hpet = new Hpet(
            _options.Hpet, new Output(SetIsaLine), SendMsi, (legacy, now) => Pit.EnableOutput(!legacy, now));
    }

    /// <summary>A PC with one processor, whose local APIC is enabled.</summary>
    public static PcBoard WithOneProcessor(PcOptions options) =>
        new(new InterruptBus(LocalApic.CreateEnabled(0, bsp: true, x2apicCapable: false)), options);

    /// <summary>The local APICs.</summary>
    public InterruptBus Bus { get; }

    /// <summary>The pair of 8259.</summary>
    public Pic8259Pair Pic { get; }

    /// <summary>The IO-APIC.</summary>
    public IoApic IoApic { get; }

    /// <summary>The 8254.</summary>
    public Pit8254 Pit { get; }

    /// <summary>The HPET.</summary>
    public Hpet Hpet { get; }

    /// <summary>Drives an input of a chip by the chip's name: pic0, pic1, ioapic, or isa for an ISA line.</summary>
    /// <returns>False when there is no such input.</returns>
    public bool DriveInput(string chip, int pin, bool high)
    {
        switch (chip)
        {
            case "pic0" when pin is >= 0 and < 8:
                _watch?.Line(BoardLines.PicInputs, pin, high);
                Pic.Master.SetLine(pin, high);
                return true;
            case "pic1" when pin is >= 0 and < 8:
                Pic.Slave.SetLine(pin, high);
                return true;
            case "ioapic" when pin >= 0:
                _watch?.Line(BoardLines.IoApicInputs, pin, high);
                IoApic.SetPin(pin, high);
                return true;
            case "isa" when pin is >= 0 and < 16:
                SetIsaLine(pin, high);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Drives a line: 0 to 15 reach the 8259 and the IO-APIC, those from 16 on the IO-APIC alone.</summary>
    public void SetIsaLine(int line, bool high)
    {
        bool timer = line == 0;
        if (line < 16 && (!timer || _options.TimerReachesPic))
        {
            if (line < 8) _watch?.Line(BoardLines.PicInputs, line, high);
            Pic.SetLine(line, high);
        }

        _watch?.Line(BoardLines.IoApicInputs, line, high);
        SetPin(timer ? _options.TimerPin : line, high);
    }

    /// <summary>A processor takes what it is offered: an ExtINT request before its APIC's own vectors, whatever their priority.</summary>
    /// <returns>The vector; -1 when there is none.</returns>
    public int TakeVector(int cpu)
    {
        ref LocalApic apic = ref Bus[cpu];
        if (apic.ExtIntRequested)
        {
            int carried = apic.AcknowledgeExtInt();
            return carried >= 0 ? carried : Pic.Acknowledge();
        }

        return apic.PendingVector < 0 ? -1 : apic.Acknowledge();
    }

    private void SetTimer(bool high)
    {
        if (!_options.TimerIsDead) SetIsaLine(0, high);
    }

    private void SetInt(bool high)
    {
        _watch?.Line(BoardLines.PicOutput, 0, high);
        SetPin(_options.PicPin, high);
        bool dead = _options.Lint0FixedIsDead && (Bus[0].ReadRegister(ApicRegister.LvtLint0, NowNs) & 0x700) == 0;
        if (_options.PicReachesLint0 && !dead) Bus[0].SetLint(0, high);
    }

    private void SetPin(int pin, bool high)
    {
        if (pin >= 0) IoApic.SetPin(pin, high);
    }

    private void SendMsi(MsiMessage write)
    {
        BusMessage message = write.ToBusMessage();
        _watch?.Message(in message);
        if (!write.IsDeassert || _options.TakesMessagesLikeQemu) Bus.Send(in message);
    }

    private sealed class Output(Action<int, bool> drive) : ILineSink
    {
        public void SetLine(int line, bool high) => drive(line, high);
    }

    private sealed class MessageTap(PcBoard board) : IMessageSink
    {
        public void Send(in BusMessage message)
        {
            board._watch?.Message(in message);
            board.Bus.Send(in message);
        }
    }
}
