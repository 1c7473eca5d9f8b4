using System.Buffers.Binary;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>
/// Walks the packets of one CPU's stream. The file is open only while a packet is read, so that any number of CPUs is possible.
/// </summary>
internal sealed class CtfCursor(string path, int cpu)
{
    private const int LargestPacket = 1 << 24;
    private const int EventHead = 10;
    private const int Fields = 36;
    private readonly byte[] _head = new byte[CtfStream.HeaderSize];
    private byte[] _packet = [];
    private long _packetAt;
    private long _nextPacket;
    private int _at;
    private int _end;
    private int _textAt;
    private int _textLength;

    /// <summary>The event's number.</summary>
    public int Id { get; private set; }

    /// <summary>The record last read, unless it is a text.</summary>
    public TraceRecord Current { get; private set; }

    /// <summary>The text of run_info and run_totals.</summary>
    public ReadOnlySpan<byte> Text => _packet.AsSpan(_textAt, _textLength);

    /// <summary>Where the file ends within a packet; null when it does not.</summary>
    public string? CutAt { get; private set; }

    /// <summary>The next event; false at the end.</summary>
    public bool Next()
    {
        if (_at >= _end && !NextPacket()) return false;
        int from = _at;
        ReadOnlySpan<byte> rest = Take(EventHead);
        Id = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        long timeNs = BinaryPrimitives.ReadInt64LittleEndian(rest[2..]);
        if (Id is CtfMetadata.RunInfoId or CtfMetadata.RunTotalsId)
        {
            (_textAt, _textLength) = TakeText();
            Current = new TraceRecord(timeNs, 0, 0, TraceKind.Raised, cpu, 0, -1, -1, -1, 0);
            return true;
        }

        TraceKind kind = Id switch
        {
            CtfMetadata.IrqEntryId => TraceKind.HandlerEnter,
            CtfMetadata.IrqExitId => TraceKind.HandlerExit,
            >= CtfMetadata.FirstVectorId and < CtfMetadata.FirstVectorId + 32 =>
                (Id - CtfMetadata.FirstVectorId) % 2 == 0 ? TraceKind.HandlerEnter : TraceKind.HandlerExit,
            <= (int)TraceKind.Returned => (TraceKind)Id,
            _ => throw Bad(from, $"event number {Id} is none of the simulator's", "a number of the metadata was expected"),
        };
        ReadOnlySpan<byte> fields = Take(Fields);
        Current = new TraceRecord(
            timeNs, BinaryPrimitives.ReadInt32LittleEndian(fields[28..]), BinaryPrimitives.ReadUInt32LittleEndian(fields[32..]), kind, cpu,
            BinaryPrimitives.ReadInt64LittleEndian(fields[8..]), (short)BinaryPrimitives.ReadInt32LittleEndian(fields),
                (short)BinaryPrimitives.ReadInt32LittleEndian(fields[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(fields[24..]), BinaryPrimitives.ReadInt64LittleEndian(fields[16..]));
        if (Id == CtfMetadata.IrqEntryId) TakeText();
        else if (Id == CtfMetadata.IrqExitId) Take(4);
        return true;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _at < count) throw Bad(_at, "an event reaches beyond its packet", $"{count} bytes were expected");
        ReadOnlySpan<byte> taken = _packet.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    private (int At, int Length) TakeText()
    {
        int length = _packet.AsSpan(_at, _end - _at).IndexOf((byte)0);
        if (length < 0) throw Bad(_at, "a text has no end in its packet", "a zero was expected");
        int at = _at;
        _at += length + 1;
        return (at, length);
    }

    private bool NextPacket()
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        if (_nextPacket >= file.Length) return false;
        _packetAt = _nextPacket;
        file.Position = _packetAt;
        int read = file.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        if (read < _head.Length) return Cut(file);
        if (BinaryPrimitives.ReadUInt32LittleEndian(_head) != CtfStream.Magic)
            throw Bad(0, "no packet begins so", "the magic number 0xc1fc1fc1 was expected");
        long content = BinaryPrimitives.ReadInt64LittleEndian(_head.AsSpan(24)),
            size = BinaryPrimitives.ReadInt64LittleEndian(_head.AsSpan(32));
        if (size % 8 != 0 || content % 8 != 0 || size / 8 < _head.Length || size / 8 > LargestPacket || content > size
            || content / 8 < _head.Length)
        {
            throw Bad(
                24, $"a packet of {size} bits with {content} in use", $"whole bytes, {_head.Length} to {LargestPacket}, were expected");
        }

        int length = (int)(size / 8);
        if (_packet.Length < length) _packet = new byte[length];
        read = file.ReadAtLeast(_packet.AsSpan(_head.Length, length - _head.Length), length - _head.Length, throwOnEndOfStream: false);
        if (read < length - _head.Length) return Cut(file);
        _at = _head.Length;
        _end = (int)(content / 8);
        _nextPacket += length;
        return _end > _at || NextPacket();
    }

    private bool Cut(FileStream file)
    {
        CutAt = $"{path}, offset {file.Length}";
        _at = _end = 0;
        _nextPacket = file.Length;
        return false;
    }

    private TraceFormatException Bad(int at, string wrong, string right) => new(path, $"offset {_packetAt + at}", wrong, right);
}
