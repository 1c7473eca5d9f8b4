namespace Tickstorm.Hardware;

/// <summary>
/// The 8254 interval timer of a PC: ports 0x40 to 0x43, channel 0 at IRQ 0, and port 0x61 for channel 2's gate (data sheet 231164).
/// </summary>
/// <remarks>Bit 4 of port 0x61, the refresh toggle, changes with each read: the refresh itself is left out.</remarks>
public sealed class Pit8254
{
    private readonly PitChannel[] _channels;
    private readonly ILineSink _irq;
    private readonly bool _quirks;
    private bool _speaker, _refresh;

    /// <summary>A timer as after a machine reset: every channel in mode 3 with count 65536.</summary>
    /// <param name="irq">Where channel 0's OUT leads; line 0.</param>
    /// <param name="qemuQuirks">Count as QEMU does.</param>
    public Pit8254(ILineSink? irq = null, bool qemuQuirks = false)
    {
        _irq = irq ?? NoLines.Instance;
        _quirks = qemuQuirks;
        _channels = [Make(true), Make(true), Make(false)];
        PitChannel Make(bool gate) => new(qemuQuirks ? new PitCounterQemu(gate) : new PitCounter(gate));
    }

    /// <summary>When OUT of channel 0 changes next, in ns; <see cref="long.MaxValue"/> if never, or cut off.</summary>
    public long NextEventNs => IsOutputEnabled ? _channels[0].Counter.NextChangeNs : long.MaxValue;

    /// <summary>False while an HPET replaces IRQ 0.</summary>
    public bool IsOutputEnabled { get; private set; } = true;

    /// <summary>True for a port of the timer's.</summary>
    public static bool Claims(int port) => port is >= 0x40 and <= 0x43 or 0x61;

    /// <summary>Channel 0 to 2's OUT at a time in ns, which never runs backwards.</summary>
    public bool Out(int channel, long nowNs)
    {
        _channels[channel].Counter.Advance(nowNs);
        return _channels[channel].Counter.Out(nowNs);
    }

    /// <summary>Brings the timer to a time; call it at <see cref="NextEventNs"/>, so that no edge is missed.</summary>
    public void Advance(long nowNs)
    {
        bool due = nowNs >= NextEventNs;
        foreach (PitChannel channel in _channels)
        {
            channel.Counter.Advance(nowNs);
        }

        if (due) Drive(nowNs);
    }

    /// <summary>Connects channel 0 to IRQ 0, or cuts it off.</summary>
    public void EnableOutput(bool enabled, long nowNs)
    {
        IsOutputEnabled = enabled;
        if (enabled)
        {
            _channels[0].Counter.Advance(nowNs);
            Drive(nowNs);
        }
    }

    /// <summary>Reads a port: 0x40 to 0x42 a channel, 0x43 nothing (0), 0x61 gate, speaker, refresh and OUT of channel 2.</summary>
    public byte Read(int port, long nowNs)
    {
        if (port == 0x61)
        {
            _refresh = !_refresh;
            return (byte)((_channels[2].Counter.Gate ? 1 : 0) | (_speaker ? 2 : 0) | (_refresh ? 0x10 : 0) | (Out(2, nowNs) ? 0x20 : 0));
        }

        if (port is < 0x40 or > 0x42) return 0;
        PitChannel channel = _channels[port - 0x40];
        channel.Counter.Advance(nowNs);
        return channel.Read(nowNs);
    }

    /// <summary>Writes a port: 0x40 to 0x42 a count, 0x43 a control word, 0x61 gate and speaker.</summary>
    public void Write(int port, byte value, long nowNs)
    {
        Advance(nowNs);
        bool drives = !_quirks;
        switch (port)
        {
            case 0x43:
                WriteControl(value, nowNs);
                break;
            case >= 0x40 and <= 0x42:
                drives |= _channels[port - 0x40].Write(value, nowNs) && port == 0x40;
                break;
            case 0x61:
                _speaker = (value & 2) != 0;
                _channels[2].Counter.SetGate((value & 1) != 0, nowNs);
                break;
        }

        // OUT follows the programming at once; QEMU waits for a whole count.
        if (drives) Drive(nowNs);
    }

    private void WriteControl(byte value, long nowNs)
    {
        int select = value >> 6, access = value >> 4 & 3;
        if (select != 3)
        {
            PitChannel channel = _channels[select];
            if (access == 0)
            {
                channel.LatchCount(nowNs);
            }
            else
            {
                channel.Program(access, value >> 1 & 7, (value & 1) != 0, nowNs);
            }

            return;
        }

        for (int i = 0; i < _channels.Length; i++)
        {
            if ((value & (2 << i)) == 0) continue;
            if ((value & 0x20) == 0)
            {
                _channels[i].LatchCount(nowNs);
            }

            if ((value & 0x10) == 0)
            {
                _channels[i].LatchStatus(nowNs);
            }
        }
    }

    private void Drive(long nowNs)
    {
        if (IsOutputEnabled) _irq.SetLine(0, _channels[0].Counter.Out(nowNs));
    }
}
