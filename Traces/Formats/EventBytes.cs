using System.Buffers.Binary;

namespace Tickstorm.Traces.Formats;

/// <summary>The bytes of one event as its kernel wrote them, in its order of bytes.</summary>
internal readonly ref struct EventBytes(ReadOnlySpan<byte> bytes, bool isBig)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The number in a field; 0 when it is not there.</summary>
    public long Number(EventField field)
    {
        if (!field.IsThere || field.Offset + field.Size > _bytes.Length) return 0;
        ReadOnlySpan<byte> at = _bytes.Slice(field.Offset, field.Size);
        switch (field.Size)
        {
            case 1:
                return field.IsSigned ? (sbyte)at[0] : at[0];
            case 2:
                ushort two = isBig ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
                return field.IsSigned ? (short)two : two;
            case 4:
                uint four = isBig ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
                return field.IsSigned ? (int)four : four;
            case 8:
                return isBig ? BinaryPrimitives.ReadInt64BigEndian(at) : BinaryPrimitives.ReadInt64LittleEndian(at);
            default:
                return 0;
        }
    }

    /// <summary>The number in a field, cut to 32 bits.</summary>
    public int Int(EventField field) => Saturated.Int(Number(field));

    /// <summary>The bytes of a field that has a length of its own.</summary>
    public ReadOnlySpan<byte> Part(EventField field)
    {
        if (!field.IsThere || field.Offset + field.Size > _bytes.Length) return default;
        if (field.Place == FieldPlace.Here) return _bytes.Slice(field.Offset, field.Size);
        uint location = (uint)Number(field with { Size = 4, IsSigned = false });
        int offset = (int)(location & 0xffff) + (field.Place == FieldPlace.FromField ? field.Offset + field.Size : 0);
        int length = (int)(location >> 16);
        return offset + length <= _bytes.Length ? _bytes.Slice(offset, length) : default;
    }

    /// <summary>The text of a field, up to its 0.</summary>
    public ReadOnlySpan<byte> Text(EventField field)
    {
        ReadOnlySpan<byte> text = Part(field);
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    /// <summary>True when an event says whether a number has its highest byte first.</summary>
    public bool IsBig => isBig;
}
