using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Perfetto;

/// <summary>Reads the simulator's own Perfetto traces: each instant of the category of records is one.</summary>
internal sealed class PerfettoReader
{
    private const int LargestPacket = 1 << 24;
    private readonly string _file;
    private readonly Stream _stream;
    private readonly CaptureGuard _sink;
    private byte[] _packet = new byte[1 << 16];
    private TraceRunInfo? _info;
    private TraceTotals? _totals;
    private long _offset;

    public PerfettoReader(TraceInput input, ICaptureSink sink)
    {
        (_file, _stream) = (input.Name, input.Stream);
        _sink = input.Guard(sink, () => $"packet at offset {_offset}", isOrdered: true);
    }

    /// <summary>Reads the whole _stream.</summary>
    public void Read()
    {
        while (Next(out int length))
        {
            Packet(_packet.AsSpan(0, length));
            _offset += length;
        }

        if (_info is null) throw Bad("nothing says which run it is of", "a Perfetto trace that Tickstorm wrote was expected");
        _sink.Run(_info, _totals);
    }

    private bool Next(out int length)
    {
        length = 0;
        int tag = _stream.ReadByte();
        if (tag < 0) return false;
        if (tag != (PerfettoFields.TracePacket << 3 | 2))
            throw Bad($"byte 0x{tag:x2} begins no packet", "a Perfetto trace was expected");
        _offset++;
        for (int shift = 0; ; shift += 7)
        {
            int one = _stream.ReadByte();
            if (one < 0) return Cut(0);
            _offset++;
            length |= (one & 0x7f) << shift;
            if (one < 0x80) break;
            if (shift >= 21) throw Bad("a packet is longer than 16 MiB", "a Perfetto trace was expected");
        }

        if (length > LargestPacket) throw Bad("a packet is longer than 16 MiB", "a Perfetto trace was expected");
        int read = Fill(length);
        return read == length || Cut(read);
    }

    // The buffer grows with what is there, not with what the packet says of itself.
    private int Fill(int length)
    {
        int read = 0;
        while (read < length)
        {
            if (read == _packet.Length) Array.Resize(ref _packet, 2 * read);
            int got = _stream.Read(_packet, read, Math.Min(length, _packet.Length) - read);
            if (got == 0) break;
            read += got;
        }

        return read;
    }

    private bool Cut(int read)
    {
        _sink.Cut($"offset {_offset + read}", "the file ends within a packet", isSure: true);
        return false;
    }

    private void Packet(ReadOnlySpan<byte> packet)
    {
        long timeNs = 0;
        ReadOnlySpan<byte> one = default;
        ProtoReader reader = new(packet);
        while (reader.Next())
        {
            if (reader.Field == PerfettoFields.Timestamp) timeNs = reader.Number;
            else if (reader.Field == PerfettoFields.TrackEvent) one = reader.Bytes;
        }

        if (reader.Damaged) throw Bad("this packet is damaged", "a Perfetto trace was expected");
        if (!one.IsEmpty) Event(one, timeNs);
    }

    private void Event(ReadOnlySpan<byte> bytes, long timeNs)
    {
        ReadOnlySpan<byte> name = default, json = default;
        bool isRecord = false;
        TraceRecord record = new(timeNs, -1, 0, TraceKind.Raised, 0, 0, -1, -1, -1, 0);
        ProtoReader reader = new(bytes);
        while (reader.Next())
        {
            if (reader.Field == PerfettoFields.Name) name = reader.Bytes;
            else if (reader.Field == PerfettoFields.Categories) isRecord |= reader.Bytes.SequenceEqual("record"u8);
            else if (reader.Field == PerfettoFields.Annotations) Annotation(reader.Bytes, ref record, ref json);
        }

        if (reader.Damaged) throw Bad("this event is damaged", "a Perfetto trace was expected");
        if (isRecord) Record(name, record);
        else if (name.SequenceEqual("tickstorm run_info"u8)) Run(json);
        else if (name.SequenceEqual("tickstorm run_totals"u8)) _totals = RunInfoJson.Totals(json);
    }

    private void Run(ReadOnlySpan<byte> json)
    {
        _info = RunInfoJson.Info(json);
        if (_info is not null) _sink.Run(_info, null);
    }

    private void Record(ReadOnlySpan<byte> name, in TraceRecord record)
    {
        if (!SimulatedEvents.TryKind(name, out TraceKind kind))
            throw Bad("an event's kind is none of the simulator's", "tick_raised, irq_dispatched and so on were expected");
        if (_info is null)
            throw Bad("a record comes before the description of the run", "a Perfetto trace that Tickstorm wrote was expected");
        _sink.Record(record with { Kind = kind, Process = record.Process < 0 ? record.Cpu : record.Process });
    }

    private static void Annotation(ReadOnlySpan<byte> bytes, ref TraceRecord record, ref ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> name = default, text = default;
        long number = 0;
        ProtoReader reader = new(bytes);
        while (reader.Next())
        {
            if (reader.Field == PerfettoFields.AnnotationName) name = reader.Bytes;
            else if (reader.Field == PerfettoFields.IntValue) number = reader.Number;
            else if (reader.Field == PerfettoFields.StringValue) text = reader.Bytes;
        }

        if (name.SequenceEqual("cpu"u8)) record = record with { Cpu = Saturated.Int(number) };
        else if (name.SequenceEqual("interrupt"u8)) record = record with { Interrupt = number };
        else if (name.SequenceEqual("vector"u8)) record = record with { Vector = (short)number };
        else if (name.SequenceEqual("line"u8)) record = record with { Line = (short)number };
        else if (name.SequenceEqual("peer"u8)) record = record with { Peer = Saturated.Int(number) };
        else if (name.SequenceEqual("arg"u8)) record = record with { Argument = number };
        else if (name.SequenceEqual("process"u8)) record = record with { Process = (int)number };
        else if (name.SequenceEqual("seq"u8)) record = record with { Sequence = (uint)number };
        else if (name.SequenceEqual("json"u8)) json = text;
    }

    private TraceFormatException Bad(string wrong, string right) => new(_file, $"offset {_offset}", wrong, right);
}
