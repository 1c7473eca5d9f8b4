using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

// The lines between the devices, and the messages that arrive as memory writes.
internal sealed partial class Board
{
    /// <summary>Drives an input by the name of its chip; an unknown one is left alone.</summary>
    internal bool DriveLine(string chip, int pin, bool high)
    {
        switch (chip)
        {
            case "pic0" when pin is >= 0 and < 8:
                Wires.Line(WatchedLines.PicInputs, pin, high);
                _pic.Master.SetLine(pin, high);
                return true;
            case "pic1" when pin is >= 0 and < 8:
                _pic.Slave.SetLine(pin, high);
                return true;
            case "ioapic" when pin >= 0:
                Wires.Line(WatchedLines.IoApicInputs, pin, high);
                _ioApic.SetPin(pin, high);
                return true;
            case "isa" when pin is >= 0 and < 16:
                SetGsi(pin, high);
                return true;
            default:
                return false;
        }
    }

    // Line 0 is IRQ 0, which reaches pin 2 of the IO-APIC; lines from 16 on do not reach the 8259.
    private void SetGsi(int line, bool high)
    {
        if (line < 16)
        {
            if (line < 8)
            {
                Wires.Line(WatchedLines.PicInputs, line, high);
            }

            _pic.SetLine(line, high);
        }

        Wires.Line(WatchedLines.IoApicInputs, line, high);
        _ioApic.SetPin(line == 0 ? 2 : line, high);
    }

    private void SetInt(bool high)
    {
        Wires.Line(WatchedLines.PicOutput, 0, high);
        _bus[0].SetLint(0, high);
    }

    private void SendMsi(MsiMessage write)
    {
        BusMessage message = write.ToBusMessage();
        Wires.Message(in message);
        if (!write.IsDeassert || _options.Has(Deviation.MsiWrites))
        {
            _bus.Send(in message);
        }
    }
}
