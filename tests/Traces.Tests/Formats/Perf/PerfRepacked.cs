using System.Buffers.Binary;
using SharpCompress.Compressors.ZStandard;

namespace Tickstorm.Tests.Formats.Perf;

/// <summary>A perf.data as <c>perf record</c> would have written it with <c>-z</c> or into a pipe (perf.data-file-format.txt).</summary>
internal sealed class PerfRepacked(byte[] file)
{
    private const int TracingData = 1;
    private const int CpuCount = 7;

    private long DataAt => Number(40);

    private long DataSize => Number(48);

    private ReadOnlySpan<byte> Data => file.AsSpan((int)DataAt, (int)DataSize);

    /// <summary>With <c>-z</c>.</summary>
    public byte[] Packed()
    {
        byte[] data = Pack(Data);
        byte[] whole = [.. file.AsSpan(0, (int)DataAt), .. data, .. file.AsSpan((int)(DataAt + DataSize))];
        BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(48), data.Length);
        foreach ((int _, int entry) in Features())
        {
            int moved = entry + data.Length - (int)DataSize;
            BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(moved), Number(entry) + data.Length - DataSize);
        }

        return whole;
    }

    /// <summary>With <c>-o -</c>, and <c>-z</c> when it is to be packed.</summary>
    public byte[] Piped(bool isPacked)
    {
        using MemoryStream all = new();
        all.Write("PERFILE2"u8);
        all.Write(Bytes(16, 8));
        long entry = Number(16);
        for (long at = Number(24); at < Number(24) + Number(32); at += entry)
        {
            ReadOnlySpan<byte> ids = file.AsSpan((int)Number(at + entry - 16), (int)Number(at + entry - 8));
            Record(all, 64, [.. file.AsSpan((int)at, (int)entry - 16), .. ids]);
        }

        foreach ((int feature, int place) in Features())
        {
            ReadOnlySpan<byte> bytes = file.AsSpan((int)Number(place), (int)Number(place + 8));
            if (feature == CpuCount) Record(all, 80, [.. Bytes(CpuCount, 8), .. bytes]);
            if (feature != TracingData) continue;
            int padded = bytes.Length + 7 & ~7;
            Record(all, 66, Bytes(padded, 4));
            all.Write(bytes);
            all.Write(new byte[padded - bytes.Length]);
        }

        all.Write(isPacked ? Pack(Data) : Data);
        return all.ToArray();
    }

    // One stream over all pieces; they end anywhere, within records too.
    private static byte[] Pack(ReadOnlySpan<byte> data)
    {
        using MemoryStream all = new(), packed = new();
        using CompressionStream stream = new(packed, 1, 0, leaveOpen: true);
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> piece = data[..Math.Min(30_001, data.Length)];
            data = data[piece.Length..];
            stream.Write(piece);
            stream.Flush();
            Record(all, 81, packed.ToArray());
            packed.SetLength(0);
        }

        return all.ToArray();
    }

    // Which features there are, and where the place of each stands.
    private IEnumerable<(int Feature, int Entry)> Features()
    {
        int entry = (int)(DataAt + DataSize);
        for (int bit = 0; bit < 256; bit++)
        {
            if ((file[72 + bit / 8] >> (bit % 8) & 1) == 0) continue;
            yield return (bit, entry);
            entry += 16;
        }
    }

    private static void Record(MemoryStream into, int type, ReadOnlySpan<byte> body)
    {
        into.Write(Bytes(type, 4));
        into.Write(Bytes(0, 2));
        into.Write(Bytes(8 + body.Length, 2));
        into.Write(body);
    }

    private static byte[] Bytes(long value, int size)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..size];
    }

    private long Number(long at) => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan((int)at));
}
