using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

// Port accesses: wider ones are taken apart into bytes, within the range of the device that the first byte hits.
internal sealed partial class Board
{
    private const int TestLines = 0x2000, TestLineCount = 24;

    internal ulong In(int port, int size)
    {
        ulong value = 0;
        for (int i = 0; i < size; i++)
        {
            value |= (ulong)InByte(ByteOf(port, i, reads: true)) << (8 * i);
        }

        return value;
    }

    internal void Out(int port, int size, ulong value)
    {
        if (port is >= TestLines and < TestLines + TestLineCount)
        {
            SetGsi(port - TestLines, value != 0); // A test device: a write drives a line.
            return;
        }

        for (int i = 0; i < size; i++)
        {
            OutByte(ByteOf(port, i, reads: false), (byte)(value >> (8 * i)));
        }
    }

    // A device decodes few address bits: beyond its ports they come again; an 8259 reads on at its data port.
    private static int ByteOf(int port, int i, bool reads) => port switch
    {
        0x20 or 0x21 or 0xa0 or 0xa1 when reads => Math.Min(port + i, port | 1),
        0x20 or 0x21 or 0xa0 or 0xa1 => (port & ~1) | (port + i & 1),
        >= 0x40 and <= 0x43 => 0x40 | (port + i & 3),
        0x61 or 0x4d0 or 0x4d1 => port,
        _ => port + i,
    };

    private byte InByte(int port) =>
        Pic8259Pair.Claims(port) ? _pic.Read(port)
        : Pit8254.Claims(port) ? _pit.Read(port, _now)
        : (byte)0xff;

    private void OutByte(int port, byte value)
    {
        if (Pic8259Pair.Claims(port))
        {
            _pic.Write(port, value);
        }
        else if (Pit8254.Claims(port))
        {
            _pit.Write(port, value, _now);
        }
    }
}
