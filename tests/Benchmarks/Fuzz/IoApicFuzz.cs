using Tickstorm.Hardware;

namespace Tickstorm.Benchmarks.Fuzz;

/// <summary>No message leaves a masked pin; remote IRR goes only by EOI or a change to edge, and never stands on an edge entry.</summary>
internal sealed class IoApicFuzz : ChipFuzz, IMessageSink
{
    private readonly IoApic _ioApic;
    private readonly ulong[] _before;
    private string? _broken;

    internal IoApicFuzz(int seed, bool quirks)
        : base(seed)
    {
        _ioApic = new IoApic(
            new IoApicOptions { Pins = 1 + (seed * 7 % 60), Quirks = quirks ? IoApicQuirks.Qemu : IoApicQuirks.None,
            LatchesMaskedEdges = seed % 3 == 0 }, this);
        _before = new ulong[_ioApic.Pins];
    }

    public void Send(in BusMessage message)
    {
        for (int pin = 0; pin < _ioApic.Pins; pin++)
        {
            if (!_ioApic[pin].IsMasked && _ioApic[pin].Vector == message.Vector && _ioApic[pin].Mode == message.Mode)
            {
                return;
            }
        }

        _broken = $"message of vector {message.Vector:x2} from no unmasked pin";
    }

    protected override string? Operate()
    {
        for (int pin = 0; pin < _before.Length; pin++)
        {
            _before[pin] = _ioApic[pin].Raw;
        }

        int ended = -1;
        switch (Below(8))
        {
            case 0 or 1 or 2:
                _ioApic.SetPin(Below(_ioApic.Pins + 2), Below(2) == 0);
                break;
            case 3 or 4:
                _ioApic.WriteIndexed((byte)(0x10 + Below((2 * _ioApic.Pins) + 2)), Value());
                break;
            case 5:
                ended = Below(256);
                _ioApic.EndOfInterrupt((byte)ended);
                break;
            case 6:
                int offset = Below(2) == 0 ? Below(0x1000) : Below(5) << 4;
                uint value = Value();
                ended = (offset & 0xff) == 0x40 ? (byte)value : -1;
                _ioApic.Write(offset, value, 1 << Below(3));
                break;
            default:
                _ioApic.Read(Below(0x1000), 1 << Below(3));
                break;
        }

        return _broken ?? Check(ended);
    }

    private string? Check(int ended)
    {
        for (int pin = 0; pin < _before.Length; pin++)
        {
            RedirectionEntry was = new(_before[pin]);
            RedirectionEntry entry = _ioApic[pin];
            if (entry.HasRemoteIrr && !entry.IsLevel)
            {
                return $"remote IRR on edge pin {pin}";
            }

            if (was.HasRemoteIrr && !entry.HasRemoteIrr && entry.IsLevel && was.Vector != ended)
            {
                return $"remote IRR of pin {pin} gone without EOI";
            }

            if ((entry.Raw & RedirectionEntry.DeliveryStatus) != 0)
            {
                return $"delivery status of pin {pin} set";
            }
        }

        return null;
    }
}
