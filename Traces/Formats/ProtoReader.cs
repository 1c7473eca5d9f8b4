using System.Buffers.Binary;

namespace Tickstorm.Traces.Formats;

/// <summary>Walks the fields of a protobuf message; of one that <paramref name="isCut"/>, those that are there.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message, bool isCut = false)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>The field's number.</summary>
    public int Field { get; private set; }

    /// <summary>Its value when it is a number.</summary>
    public long Number { get; private set; }

    /// <summary>Its bytes when it is a text or message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>True when the field's bytes are only the first of those that were to come.</summary>
    public bool IsClipped { get; private set; }

    /// <summary>True when the message ended where no message may end.</summary>
    public bool Damaged { get; private set; }

    /// <summary>The next field; false at the end.</summary>
    public bool Next()
    {
        if (_at >= _message.Length) return false;
        if (!Varint(out ulong tag)) return Fail();
        Field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                if (!Varint(out ulong value)) return Fail();
                Number = (long)value;
                return true;
            case 1:
                if (_message.Length - _at < 8) return Fail();
                Number = BinaryPrimitives.ReadInt64LittleEndian(_message[_at..]);
                _at += 8;
                return true;
            case 2:
                if (!Varint(out ulong length)) return Fail();
                IsClipped = length > (ulong)(_message.Length - _at);
                if (IsClipped && !isCut) return Fail();
                if (IsClipped) length = (ulong)(_message.Length - _at);
                Bytes = _message.Slice(_at, (int)length);
                _at += (int)length;
                return true;
            case 5:
                if (_message.Length - _at < 4) return Fail();
                Number = BinaryPrimitives.ReadInt32LittleEndian(_message[_at..]);
                _at += 4;
                return true;
            default:
                return Fail();
        }
    }

    private bool Varint(out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && _at < _message.Length; shift += 7)
        {
            byte one = _message[_at++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80) return true;
        }

        return false;
    }

    private bool Fail()
    {
        Damaged = !isCut;
        return false;
    }
}
