namespace Tickstorm.Hardware;

// Port accesses: wider ones are taken apart into bytes, within the range of the device that the first byte hits.
public sealed partial class PcBoard
{
    /// <summary>Reads 1, 2 or 4 bytes from a port on; where there is no device, all bits are 1.</summary>
    public ulong In(int port, int size)
    {
        ulong value = 0;
        for (int i = 0; i < size; i++)
        {
            value |= (ulong)InByte(ByteOf(port, i, reads: true)) << (8 * i);
        }

        return value;
    }

    /// <summary>Writes 1, 2 or 4 bytes from a port on.</summary>
    public void Out(int port, int size, ulong value)
    {
        for (int i = 0; i < size; i++)
            OutByte(ByteOf(port, i, reads: false), (byte)(value >> (8 * i)));
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
        Pic8259Pair.Claims(port) ? Pic.Read(port)
        : Pit8254.Claims(port) ? Pit.Read(port, NowNs)
        : (byte)0xff;

    private void OutByte(int port, byte value)
    {
        if (Pic8259Pair.Claims(port)) Pic.Write(port, value);
        else if (Pit8254.Claims(port)) Pit.Write(port, value, NowNs);
    }
}
