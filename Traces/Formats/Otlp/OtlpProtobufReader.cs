namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Reads OTLP protobuf batch by batch.</summary>
internal static class OtlpProtobufReader
{
    private const int LargestBatch = 1 << 28;

    /// <summary>Reads the whole stream.</summary>
    public static void Read(Stream stream, string file, OtlpRecords records)
    {
        byte[] buffer = new byte[1 << 20];
        long offset = 0;
        while (TryHead(stream, file, records, ref offset, out int length))
        {
            if (buffer.Length < length) buffer = new byte[Math.Max(length, 2 * buffer.Length)];
            int read = stream.ReadAtLeast(buffer.AsSpan(0, length), length, throwOnEndOfStream: false);
            ReadOnlySpan<byte> batch = buffer.AsSpan(0, read);
            if (!Batch(batch, records, isCut: read < length))
                throw Bad(file, offset, "this batch is no ResourceSpans", "OTLP protobuf (TracesData) was expected");
            if (read < length) records.CutAt($"offset {offset + read}");
            offset += read;
        }
    }

    private static bool TryHead(Stream stream, string file, OtlpRecords records, ref long offset, out int length)
    {
        length = 0;
        int tag = stream.ReadByte();
        if (tag < 0) return false;
        if (tag != 0x0a) throw Bad(file, offset, $"byte 0x{tag:x2} begins no resource_spans", "OTLP protobuf (TracesData) was expected");
        offset++;
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            int one = stream.ReadByte();
            if (one < 0)
            {
                records.CutAt($"offset {offset}");
                return false;
            }

            offset++;
            value |= (long)(one & 0x7f) << shift;
            if (one >= 0x80) continue;
            if (value > LargestBatch) break;
            length = (int)value;
            return true;
        }

        throw Bad(file, offset, "a batch is longer than 256 MiB", "OTLP protobuf in batches was expected");
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

    private static TraceFormatException Bad(string file, long offset, string wrong, string right) =>
        new(file, $"offset {offset}", wrong, right);
}
