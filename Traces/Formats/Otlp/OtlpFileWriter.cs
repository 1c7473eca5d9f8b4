using Tickstorm.Traces.Outputs;
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
    private readonly RunAssembler _assembler;
    private readonly SpanBuilder _spans;
    private bool _any;

    public OtlpFileWriter(Stream stream, TraceRunInfo info, Output? output, bool json)
        : base(info, output)
    {
        _stream = stream;
        _isJson = json;
        _encoder = json ? new OtlpJson(info) : new OtlpProtobuf(info);
        _spans = new SpanBuilder(info, Take);
        _assembler = new RunAssembler(info, _spans);
        if (json) _stream.Write("{\"resourceSpans\":["u8);
    }

    protected override void Put(in TraceRecord record) => _assembler.Take(record);

    protected override void Close(TraceTotals? totals)
    {
        _assembler.Finish(totals?.SimulatedNs);
        if (totals is not null) _spans.Run(totals);
        // A run that was stopped before its first interrupt: the file still says which run it is of.
        if (!_any) _encoder.Begin();
        Flush();
        if (_isJson) _stream.Write("\n]}\n"u8);
    }

    protected override void Release(bool isWhole) => _encoder.Dispose();

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
