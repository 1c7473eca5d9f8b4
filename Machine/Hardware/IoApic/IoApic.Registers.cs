namespace Tickstorm.Hardware;

// The register window (82093AA, "I/O APIC Registers").
public sealed partial class IoApic
{
    private const int SelectOffset = 0x00, WindowOffset = 0x10, EoiOffset = 0x40;
    private const int IdIndex = 0, VersionIndex = 1, ArbitrationIndex = 2, TableIndex = 0x10;

    /// <summary>Reads the page.</summary>
    /// <param name="offset">0 to 0xfff.</param>
    /// <param name="size">Bytes: 1, 2 or 4.</param>
    /// <returns>The register; 0 where there is none, and for a window access of other than 4 bytes.</returns>
    public uint Read(int offset, int size = 4) => Decode(offset) switch
    {
        SelectOffset => _select,
        WindowOffset when size == 4 => ReadIndexed(_select),
        _ => 0,
    };

    /// <summary>Writes the page.</summary>
    /// <param name="offset">0 to 0xfff.</param>
    /// <param name="value">The value; reserved and read-only bits are ignored.</param>
    /// <param name="size">Bytes: 1, 2 or 4; the window and the EOI register take 4 only.</param>
    public void Write(int offset, uint value, int size = 4)
    {
        switch (Decode(offset))
        {
            case SelectOffset:
                _select = (byte)value;
                break;
            case WindowOffset when size == 4:
                WriteIndexed(_select, value);
                break;
            case EoiOffset when size == 4 && Version >= 0x20:
                EndOfInterrupt((byte)value);
                break;
        }
    }

    /// <summary>Reads a register by its index, 0 to 255.</summary>
    public uint ReadIndexed(byte index)
    {
        switch (index)
        {
            case IdIndex or ArbitrationIndex:
                return (uint)_id << 24;
            case VersionIndex:
                return Version | ((uint)(Pins - 1) << 16);
            default:
                int pin = (index - TableIndex) >> 1;
                if (index < TableIndex || pin >= Pins) return 0;
                return (uint)((index & 1) != 0 ? _entries[pin].Raw >> 32 : _entries[pin].Raw);
        }
    }

    /// <summary>Writes a register by its index, 0 to 255.</summary>
    public void WriteIndexed(byte index, uint value)
    {
        int pin = (index - TableIndex) >> 1;
        if (index == IdIndex)
        {
            _id = (byte)(value >> 24 & 0xf);
        }
        else if (index >= TableIndex && pin < Pins)
        {
            WriteEntry(pin, (index & 1) != 0, value);
        }
    }

    private void WriteEntry(int pin, bool high, uint value)
    {
        const ulong readOnly = RedirectionEntry.DeliveryStatus | RedirectionEntry.RemoteIrr;
        ulong before = _entries[pin].Raw;
        ulong writable = (_quirks & IoApicQuirks.KeepsReservedBits) != 0 ? ~readOnly : RedirectionEntry.Writable;
        ulong half = high ? 0xffff_ffff_0000_0000 : 0xffff_ffff;
        ulong written = high ? (ulong)value << 32 : value;
        ulong raw = (before & ~(half & writable)) | (written & half & writable);
        if ((raw & RedirectionEntry.Level) == 0)
        {
            raw &= ~RedirectionEntry.RemoteIrr;
        }

        _entries[pin] = new RedirectionEntry(raw);
        if (_requestBits)
        {
            ScanQuirky();
        }
        else if (_entries[pin].IsLevel)
        {
            _latched[pin] = false;
            SendLevel(pin);
        }
        else if (_latched[pin] && !_entries[pin].IsMasked)
        {
            _latched[pin] = false;
            Send(_entries[pin]);
        }
    }

    private int Decode(int offset) => (_quirks & IoApicQuirks.AliasesPage) != 0 ? offset & 0xff : offset & 0xfff;
}
