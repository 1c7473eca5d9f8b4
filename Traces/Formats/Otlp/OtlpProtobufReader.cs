namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Reads OTLP protobuf batch by batch.</summary>
internal sealed class OtlpProtobufReader
{
    private const int LargestBatch = 1 << 27;
    private readonly string _file;
    private readonly Stream _stream;
    private readonly OtlpRecords _records;
    private byte[] _buffer = new byte[1 << 20];
    private long _offset;

    public OtlpProtobufReader(TraceInput input, ICaptureSink sink, RecordSorter sorter)
    {
        (_file, _stream) = (input.Name, input.Stream);
        _records = new OtlpRecords(_file, input.Guard(sink, () => $"batch at offset {_offset}"), sorter);
    }

    /// <summary>Reads the whole stream; true when a backend has written it.</summary>
    public bool Read()
    {
        while (TryHead(out int length))
        {
            int read = Fill(length);
            ReadOnlySpan<byte> batch = _buffer.AsSpan(0, read);
            if (!Batch(batch, _records, isCut: read < length))
                throw Bad("this batch is no ResourceSpans", "OTLP protobuf (TracesData) was expected");
            if (read < length) _records.CutAt($"offset {_offset + read}");
            _offset += read;
        }

        _records.Finish();
        return _records.IsSecondHand;
    }

    // The buffer grows with what is there, not with what the batch says of itself.
    private int Fill(int length)
    {
        int read = 0;
        while (read < length)
        {
            if (read == _buffer.Length) Array.Resize(ref _buffer, Math.Min(length, 2 * read));
            int got = _stream.Read(_buffer, read, Math.Min(length, _buffer.Length) - read);
            if (got == 0) break;
            read += got;
        }

        return read;
    }

    private bool TryHead(out int length)
    {
        length = 0;
        int tag = _stream.ReadByte();
        if (tag < 0) return false;
        if (tag != 0x0a) throw Bad($"byte 0x{tag:x2} begins no resource_spans", "OTLP protobuf (TracesData) was expected");
        _offset++;
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            int one = _stream.ReadByte();
            if (one < 0)
            {
                _records.CutAt($"offset {_offset}");
                return false;
            }

            _offset++;
            value |= (long)(one & 0x7f) << shift;
            if (one >= 0x80) continue;
            if (value > LargestBatch) break;
            length = (int)value;
            return true;
        }

        throw Bad("a batch is longer than 128 MiB", "OTLP protobuf in batches was expected");
    }

    private static bool Batch(ReadOnlySpan<byte> batch, OtlpRecords records, bool isCut)
    {
        records.BeginBatch();
        ProtoReader reader = new(batch, isCut);
        while (reader.Next())
        {
            if (reader.Field == 1 && !reader.IsClipped && !Resource(reader.Bytes, records)) return false;
            if (reader.Field == 2 && !Scope(reader.Bytes, records, reader.IsClipped)) return false;
        }

        records.EndBatch();
        return !reader.Damaged;
    }

    private static bool Resource(ReadOnlySpan<byte> resource, OtlpRecords records)
    {
        ProtoReader reader = new(resource);
        while (reader.Next())
        {
            if (reader.Field != 1) continue;
            if (!KeyValue(reader.Bytes, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> text, out long number, out bool isText))
                continue;
            if (isText) records.Resource(key, text);
            else records.Resource(key, number);
        }

        return !reader.Damaged;
    }

    private static bool Scope(ReadOnlySpan<byte> scope, OtlpRecords records, bool isCut)
    {
        ProtoReader reader = new(scope, isCut);
        while (reader.Next())
        {
            if (reader.Field == 2 && !reader.IsClipped && !Span(reader.Bytes, records)) return false;
        }

        return !reader.Damaged;
    }

    private static bool Span(ReadOnlySpan<byte> span, OtlpRecords records)
    {
        records.BeginSpan();
        ProtoReader reader = new(span);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 4 when reader.Bytes.Length > 0:
                    // A phase: its root has told everything.
                    return true;
                case 9:
                    if (!KeyValue(reader.Bytes, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> text, out long number, out bool isText))
                        break;
                    if (isText) records.Attribute(key, text);
                    else records.Attribute(key, number);
                    break;
                case 11:
                    if (!Event(reader.Bytes, records)) return false;
                    break;
                default:
                    break;
            }
        }

        records.EndSpan();
        return !reader.Damaged;
    }

    private static bool Event(ReadOnlySpan<byte> bytes, OtlpRecords records)
    {
        records.BeginEvent();
        ProtoReader reader = new(bytes);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                records.EventTime(reader.Number);
            }
            else if (reader.Field == 2)
            {
                records.EventName(reader.Bytes);
            }
            else if (
                reader.Field == 3
                && KeyValue(reader.Bytes, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> text, out long number, out bool isText))
            {
                if (isText) records.EventAttribute(key, text);
                else records.EventAttribute(key, number);
            }
        }

        records.EndEvent();
        return !reader.Damaged;
    }

    private static bool KeyValue(
        ReadOnlySpan<byte> pair, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> text, out long number, out bool isText)
    {
        key = text = default;
        number = 0;
        isText = false;
        ProtoReader reader = new(pair);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                key = reader.Bytes;
            }
            else if (reader.Field == 2)
            {
                ProtoReader value = new(reader.Bytes);
                if (!value.Next()) continue;
                isText = value.Field == 1;
                if (isText) text = value.Bytes;
                else number = value.Number;
            }
        }

        return !reader.Damaged;
    }

    private TraceFormatException Bad(string wrong, string right) => new(_file, $"offset {_offset}", wrong, right);
}
