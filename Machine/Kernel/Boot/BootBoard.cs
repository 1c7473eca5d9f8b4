using Tickstorm.Hardware;

namespace Tickstorm.Kernel.Boot;

/// <summary>
/// The boot processor with 8254, 8259 pair, IO-APIC and local APIC, wired as <see cref="BootFaults"/> says, and its interrupt handlers.
/// </summary>
internal sealed class BootBoard
{
    internal const byte TimerVector = 0x31, PicBase = 0x20;
    private const long HandlerNs = 1000;

    private readonly BootFaults _faults;
    private readonly PcBoard _pc;

    internal BootBoard(BootFaults faults)
    {
        _faults = faults;
        _pc = new PcBoard(new InterruptBus(LocalApic.CreateEnabled(0, bsp: true, x2apicCapable: false)), new PcOptions
        {
            TimerPin = faults.TimerPin,
            TimerReachesPic = faults.TimerReachesPic,
            TimerIsDead = faults.TimerIsDead,
            PicPin = faults.PicPin,
            PicReachesLint0 = faults.PicReachesLint0,
            Lint0FixedIsDead = faults.Lint0FixedIsDead,
        });
    }

    internal IoApic IoApic => _pc.IoApic;

    internal Pic8259Pair Pic => _pc.Pic;

    internal long NowNs => _pc.NowNs;

    /// <summary>Timer interrupts handled.</summary>
    internal long Jiffies { get; private set; }

    /// <summary>The handler acknowledges the 8259 with a poll, so that INT falls and can rise again.</summary>
    internal bool PollsPic { get; set; }

    internal void WriteApic(int offset, uint value) => _pc.WritePage(0, offset, value, 4);

    /// <summary>Channel 0 in mode 2 at the tick rate.</summary>
    internal void StartTimer()
    {
        int count = (int)PitTick.Latch(_faults.Hz);
        _pc.Out(0x43, 1, 0x34);
        _pc.Out(0x40, 1, (byte)count);
        _pc.Out(0x40, 1, (byte)(count >> 8));
    }

    /// <summary>Interrupts enabled for a span; each handler takes 1000 ns.</summary>
    internal void Run(long ns)
    {
        long end = NowNs + ns;
        while (NowNs < end)
            _pc.StepTo(TakeInterrupt() ? NowNs + HandlerNs : Math.Min(end, Math.Max(_pc.Pit.NextEventNs, NowNs + 1)));
    }

    private bool TakeInterrupt()
    {
        bool throughPic = _pc.Bus[0].ExtIntRequested;
        int vector = _pc.TakeVector(0);
        if (throughPic) HandlePic((byte)vector);
        else if (vector >= 0) HandleApic(vector);
        return vector >= 0;
    }

    private void HandleApic(int vector)
    {
        WriteApic(ApicRegister.Eoi, 0);
        if (vector != TimerVector) return;
        Jiffies++;
        if (!PollsPic) return;
        Pic.Write(0x20, 0x0c);
        Pic.Read(0x20);
    }

    // An interrupt through the 8259's own chip: masked and ended, handled, unmasked. Spurious ones have nothing to end.
    private void HandlePic(byte vector)
    {
        if (vector != PicBase || (Pic.Master.InService & 1) == 0) return;
        Pic.Write(0x21, (byte)(Pic.Master.Mask | 1));
        Pic.Write(0x20, 0x60);
        Jiffies++;
        Pic.Write(0x21, (byte)(Pic.Master.Mask & ~1));
    }
}
