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
            value |= (ulong)InByte(ByteOf(port, i)) << (8 * i);
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
            OutByte(ByteOf(port, i), (byte)(value >> (8 * i)));
        }
    }

    // Beyond the two ports of an 8259 its data port goes on.
    private static int ByteOf(int port, int i) => port switch
    {
        0x20 or 0x21 => Math.Min(port + i, 0x21),
        0xA0 or 0xA1 => Math.Min(port + i, 0xA1),
        _ => port + i,
    };

    private byte InByte(int port) =>
        Pic8259Pair.Claims(port) ? _pic.Read(port)
        : Pit8254.Claims(port) ? _pit.Read(port, _now)
        : (byte)0xFF;

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
