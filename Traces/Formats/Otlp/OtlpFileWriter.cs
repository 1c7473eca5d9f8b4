using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Writes OTLP to a file: protobuf as one TracesData, or JSON as one document with a batch per line.</summary>
internal sealed class OtlpFileWriter : TraceWriter
{
    private const int BatchBytes = 1 << 18;
    private readonly Stream _stream;
    private readonly bool _isJson;
    private readonly IOtlpEncoder _encoder;
    private readonly InterruptAssembler _assembler;
    private readonly SpanBuilder _spans;
    private bool _any;

    public OtlpFileWriter(Stream stream, TraceRunInfo info, bool json)
    {
        _stream = stream;
        _isJson = json;
        _encoder = json ? new OtlpJson(info) : new OtlpProtobuf(info);
        _spans = new SpanBuilder(info, Take);
        _assembler = new InterruptAssembler(info, _spans.Build);
        if (json) _stream.Write("{\"resourceSpans\":["u8);
    }

    protected override void Put(in TraceRecord record) => _assembler.Take(record);

    protected override void Close(TraceTotals? totals)
    {
        using (_stream)
        using (_encoder)
        {
            _assembler.Finish();
            if (totals is not null) _spans.Run(totals);
            Flush();
            if (_isJson) _stream.Write("\n]}\n"u8);
        }
    }

    private void Take(OtlpSpan span)
    {
        _encoder.Add(span);
        if (_encoder.Length >= BatchBytes) Flush();
    }

    private void Flush()
    {
        ReadOnlySpan<byte> batch = _encoder.Finish();
        if (batch.IsEmpty) return;
        if (_isJson) _stream.Write(_any ? ",\n"u8 : "\n"u8);
        _any = true;
        _stream.Write(batch);
    }
}
