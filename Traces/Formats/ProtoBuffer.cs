using System.Text;

namespace Tickstorm.Traces.Formats;

/// <summary>The little of protobuf's wire format that OTLP and Perfetto need.</summary>
internal sealed class ProtoBuffer
{
    private readonly ByteBuffer _bytes = new(1 << 16);

    public int Length => _bytes.Length;

    public ReadOnlySpan<byte> Written => _bytes.Written;

    public void Clear() => _bytes.Clear();

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Bytes(bytes);

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Byte((byte)(value | 0x80));
            value >>= 7;
        }

        _bytes.Byte((byte)value);
    }

    /// <summary>Field of wire type 0; 0 is the default and left out.</summary>
    public void Int(int field, long value)
    {
        if (value == 0) return;
        Varint((ulong)field << 3);
        Varint((ulong)value);
    }

    /// <summary>Field of wire type 1.</summary>
    public void Fixed64(int field, long value)
    {
        Varint((ulong)field << 3 | 1);
        _bytes.Int64(value);
    }

    /// <summary>Field of wire type 2 with text.</summary>
    public void Text(int field, string text)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)Encoding.UTF8.GetByteCount(text));
        _bytes.Text(text);
    }

    /// <summary>Field of wire type 2 with one or two big-endian words: an id.</summary>
    public void Id(int field, ulong? high, ulong low)
    {
        Varint((ulong)field << 3 | 2);
        Varint(high is null ? 8u : 16u);
        if (high is { } word) System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(_bytes.Take(8), word);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(_bytes.Take(8), low);
    }

    /// <summary>Begins a message in a field; give the result to <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Varint((ulong)field << 3 | 2);
        _bytes.Byte(0);
        return _bytes.Length;
    }

    /// <summary>Ends a message: its length goes before it, moving it when one byte does not do.</summary>
    public void End(int start)
    {
        int length = _bytes.Length - start;
        int more = 0;
        for (int rest = length >> 7; rest > 0; rest >>= 7) more++;
        if (more > 0)
        {
            _bytes.Take(more);
            Span<byte> moved = _bytes.At(start, length + more);
            moved[..length].CopyTo(moved[more..]);
        }

        Span<byte> head = _bytes.At(start - 1, more + 1);
        for (int i = 0; i <= more; i++) head[i] = (byte)((length >> (7 * i) & 0x7f) | (i < more ? 0x80 : 0));
    }
}
