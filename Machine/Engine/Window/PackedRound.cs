using System.Buffers.Binary;

namespace Tickstorm.Engine.Window;

/// <summary>
/// A silo's report and its changes for another one as bytes: a header of fixed size, then the messages taken out and those put in, as
/// variable-length integers, most as differences from the message before.
/// </summary>
internal sealed class PackedRound
{
    private const byte Format = 1;
    private const int HeaderBytes = 2 + 8 * sizeof(long);
    private const int MostBytesOfMessage = 4 * 10 + 3 * 5;
    private byte[] _bytes = new byte[4096];
    private int _at;
    private Message _last;

    /// <summary>Begins with a report.</summary>
    public void Begin(in RoundReport report)
    {
        _bytes[0] = Format;
        _bytes[1] = report.Stops ? (byte)1 : (byte)0;
        _at = 2;
        Header(report.EarliestNs);
        Header(report.NextNs);
        Header(report.Count);
        Header(report.Executed);
        Header(report.Held);
        Header(report.Active);
        Header(report.Waiting);
        Header(report.Traced);
        _last = default;
    }

    /// <summary>Adds a number of messages; <see cref="Add"/> is to follow for each.</summary>
    public void Count(int messages)
    {
        Reserve();
        Number((ulong)messages);
    }

    /// <summary>Adds a message.</summary>
    public void Add(in Message message)
    {
        Reserve();
        Signed(message.Time - _last.Time);
        Signed(message.Source - _last.Source);
        Signed((int)(message.Sequence - _last.Sequence));
        Signed(message.Target - _last.Target);
        Signed(message.Kind - _last.Kind);
        Signed(message.A);
        Signed(message.B);
        _last = message;
    }

    /// <summary>Everything since the beginning.</summary>
    public byte[] ToBytes() => _bytes.AsSpan(0, _at).ToArray();

    /// <summary>Takes a report and the changes; each message is given with whether it was taken out.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such thing.</exception>
    public static RoundReport Read(ReadOnlySpan<byte> bytes, Action<Message, bool> change)
    {
        if (bytes.Length < HeaderBytes || bytes[0] != Format)
            throw new InvalidDataException($"A batch of another silo has not format {Format}.");
        RoundReport report = ReportOf(bytes);
        Reader reader = new(bytes[HeaderBytes..]);
        Message message = default;
        foreach (bool removed in (ReadOnlySpan<bool>)[true, false])
        {
            for (ulong left = reader.Number(); left > 0; left--)
            {
                message.Time += reader.Signed();
                message.Source += (int)reader.Signed();
                message.Sequence += (uint)reader.Signed();
                message.Target += (int)reader.Signed();
                message.Kind += (int)reader.Signed();
                message.A = reader.Signed();
                message.B = reader.Signed();
                change(message, removed);
            }
        }

        return report;
    }

    private static RoundReport ReportOf(ReadOnlySpan<byte> bytes)
    {
        long At(ReadOnlySpan<byte> from, int field) => BinaryPrimitives.ReadInt64LittleEndian(from[(2 + field * sizeof(long))..]);
        return new RoundReport
        {
            Stops = bytes[1] != 0, EarliestNs = At(bytes, 0), NextNs = At(bytes, 1), Count = At(bytes, 2), Executed = At(bytes, 3),
            Held = At(bytes, 4), Active = At(bytes, 5), Waiting = At(bytes, 6), Traced = At(bytes, 7),
        };
    }

    private void Header(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_at), value);
        _at += sizeof(long);
    }

    private void Reserve()
    {
        if (_at + MostBytesOfMessage > _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
    }

    // Small ones of either sign are short.
    private void Signed(long value) => Number((ulong)(value << 1 ^ value >> 63));

    private void Number(ulong value)
    {
        for (; value > 0x7f; value >>= 7) _bytes[_at++] = (byte)(value | 0x80);
        _bytes[_at++] = (byte)value;
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        public long Signed()
        {
            ulong value = Number();
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        public ulong Number()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                if (_at == _bytes.Length || shift > 63) throw new InvalidDataException("A batch of another silo is cut off.");
                byte next = _bytes[_at++];
                value |= (ulong)(next & 0x7f) << shift;
                if (next <= 0x7f) return value;
            }
        }
    }
}
