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

    internal BootBoard(BootFaults faults)
    {
        _faults = faults;
        Pc = PcBoard.WithOneProcessor(new PcOptions
        {
            TimerPin = faults.TimerPin,
            TimerReachesPic = faults.TimerReachesPic,
            TimerIsDead = faults.TimerIsDead,
            PicPin = faults.PicPin,
            PicReachesLint0 = faults.PicReachesLint0,
            Lint0FixedIsDead = faults.Lint0FixedIsDead,
        });
    }

    internal PcBoard Pc { get; }

    /// <summary>Timer interrupts handled.</summary>
    internal long Jiffies { get; private set; }

    /// <summary>The handler acknowledges the 8259 with a poll, so that INT falls and can rise again.</summary>
    internal bool PollsPic { get; set; }

    internal void WriteApic(int offset, uint value) => Pc.WritePage(0, offset, value, 4);

    /// <summary>Channel 0 in mode 2 at the tick rate.</summary>
    internal void StartTimer()
    {
        int count = (int)PitTick.Latch(_faults.Hz);
        Pc.Out(0x43, 1, 0x34);
        Pc.Out(0x40, 1, (byte)count);
        Pc.Out(0x40, 1, (byte)(count >> 8));
    }

    /// <summary>Interrupts enabled for a span; each handler takes 1000 ns.</summary>
    internal void Run(long ns)
    {
        long end = Pc.NowNs + ns;
        while (Pc.NowNs < end)
            Pc.StepTo(TakeInterrupt() ? Pc.NowNs + HandlerNs : Math.Min(end, Math.Max(Pc.Pit.NextEventNs, Pc.NowNs + 1)));
    }

    private bool TakeInterrupt()
    {
        bool throughPic = Pc.Bus[0].ExtIntRequested;
        int vector = Pc.TakeVector(0);
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
        Pc.Pic.Write(0x20, 0x0c);
        Pc.Pic.Read(0x20);
    }

    // An interrupt through the 8259's own chip: masked and ended, handled, unmasked. Spurious ones have nothing to end.
    private void HandlePic(byte vector)
    {
        if (vector != PicBase || (Pc.Pic.Master.InService & 1) == 0) return;
        Pc.Pic.Write(0x21, (byte)(Pc.Pic.Master.Mask | 1));
        Pc.Pic.Write(0x20, 0x60);
        Jiffies++;
        Pc.Pic.Write(0x21, (byte)(Pc.Pic.Master.Mask & ~1));
    }
}
