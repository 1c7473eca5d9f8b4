using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace Tickstorm.Traces.Formats;

/// <summary>A growing buffer with the primitives that the formats are made of; little-endian.</summary>
internal sealed class ByteBuffer(int capacity = 256)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>Bytes in it.</summary>
    public int Length { get; private set; }

    /// <summary>What is in it.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Empties it.</summary>
    public void Clear() => Length = 0;

    /// <summary>Cuts it back to a length it had before.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Room for so many bytes, counted as written.</summary>
    public Span<byte> Take(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + count));
        Span<byte> room = _bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }

    /// <summary>Bytes already written, to be changed.</summary>
    public Span<byte> At(int offset, int count) => _bytes.AsSpan(offset, count);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>UTF-8 without a terminator.</summary>
    public void Text(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    /// <summary>UTF-8 with a zero.</summary>
    public void ZeroTerminated(string text)
    {
        Text(text);
        Byte(0);
    }

    /// <summary>A decimal number.</summary>
    public void Decimal(long value)
    {
        Span<byte> room = Take(20);
        Utf8Formatter.TryFormat(value, room, out int written);
        Length -= 20 - written;
    }

    /// <summary>A decimal number with at least so many digits.</summary>
    public void Digits(long value, int digits)
    {
        Span<byte> room = Take(digits);
        for (int i = digits - 1; i >= 0; i--)
        {
            room[i] = (byte)('0' + value % 10);
            value /= 10;
        }
    }

    /// <summary>Blanks as far as the text is shorter than the width, then the text: right-aligned.</summary>
    public void Right(int width, ReadOnlySpan<byte> text)
    {
        for (int i = text.Length; i < width; i++) Byte((byte)' ');
        Bytes(text);
    }
}
