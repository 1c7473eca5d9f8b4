using System.Buffers.Binary;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>
/// Walks the packets of one CPU's stream. The file is open only while a packet is read, so that any number of CPUs is possible.
/// </summary>
internal sealed class CtfCursor(string path, int cpu) : RecordCursor
{
    private const int LargestPacket = 1 << 24;
    private readonly byte[] _head = new byte[CtfLayout.HeaderSize];
    private byte[] _packet = [];
    private long _packetAt;
    private int _recordAt;
    private long _nextPacket;
    private int _at;
    private int _end;
    private int _textAt;
    private int _textLength;

    public override ReadOnlySpan<byte> Text => _packet.AsSpan(_textAt, _textLength);

    public override string Place => $"{path}, offset {_packetAt + _recordAt}";

    public override bool Next()
    {
        int id;
        long timeNs;
        TraceKind kind;
        while (true)
        {
            if (_at >= _end && !NextPacket()) return false;
            int from = _recordAt = _at;
            (id, timeNs) = CtfLayout.ReadHead(Take(CtfLayout.EventHead));
            Item = CtfLayout.Numbers.Item(id, out kind)
                ?? throw Bad(from, $"event number {id} is none of the simulator's", "a number of the metadata was expected");
            if (Item != StreamItem.Decoration) break;
            Take(CtfLayout.SwitchSize);
        }

        if (Item != StreamItem.Record)
        {
            (_textAt, _textLength) = TakeText();
            Current = TextAt(timeNs, cpu);
            return true;
        }

        Current = CtfLayout.ReadFields(Take(CtfLayout.FieldsSize), kind, timeNs, cpu);
        if (id == CtfLayout.Numbers.IrqEntry) TakeText();
        else if (id == CtfLayout.Numbers.IrqExit) Take(4);
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
        do
        {
            if (!Packet()) return false;
        }
        while (_end <= _at);
        return true;
    }

    private bool Packet()
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
        if (_nextPacket >= file.Length) return false;
        _packetAt = _nextPacket;
        file.Position = _packetAt;
        int read = file.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        if (read < _head.Length) return Cut(file);
        if (BinaryPrimitives.ReadUInt32LittleEndian(_head) != CtfLayout.Magic)
            throw Bad(0, "no packet begins so", $"the magic number 0x{CtfLayout.Magic:x} was expected");
        long content = BinaryPrimitives.ReadInt64LittleEndian(_head.AsSpan(CtfLayout.ContentBitsAt)),
            size = BinaryPrimitives.ReadInt64LittleEndian(_head.AsSpan(CtfLayout.ContentBitsAt + 8));
        if (size % 8 != 0 || content % 8 != 0 || size / 8 < _head.Length || size / 8 > LargestPacket || content > size
            || content / 8 < _head.Length)
        {
            throw Bad(
                CtfLayout.ContentBitsAt, $"a packet of {size} bits with {content} in use",
                $"whole bytes, {_head.Length} to {LargestPacket}, were expected");
        }

        int length = (int)(size / 8);
        if (file.Length - _packetAt < length) return Cut(file);
        if (_packet.Length < length) _packet = new byte[length];
        read = file.ReadAtLeast(_packet.AsSpan(_head.Length, length - _head.Length), length - _head.Length, throwOnEndOfStream: false);
        if (read < length - _head.Length) return Cut(file);
        _at = _head.Length;
        _end = (int)(content / 8);
        _nextPacket += length;
        return true;
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
