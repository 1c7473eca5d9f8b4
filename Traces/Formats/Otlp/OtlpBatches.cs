using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>The batches of spans of an OTLP file: protobuf as one TracesData, or JSON as one document with a batch per line.</summary>
internal sealed class OtlpBatches : IDisposable
{
    private const int BatchBytes = 1 << 18;
    private readonly Stream _stream;
    private readonly bool _isJson;
    private readonly IOtlpEncoder _encoder;
    private bool _any;

    public OtlpBatches(Stream stream, TraceRunInfo info, bool json)
    {
        (_stream, _isJson) = (stream, json);
        _encoder = json ? new OtlpJson(info) : new OtlpProtobuf(info);
        if (json) _stream.Write("{\"resourceSpans\":["u8);
    }

    /// <summary>Adds a span.</summary>
    public void Add(OtlpSpan span)
    {
        _encoder.Add(span);
        if (_encoder.Length >= BatchBytes) Flush();
    }

    /// <summary>Ends the file. One without a span still says what it is of.</summary>
    public void Close()
    {
        if (!_any) _encoder.Begin();
        Flush();
        if (_isJson) _stream.Write("\n]}\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    private void Flush()
    {
        ReadOnlySpan<byte> batch = _encoder.Finish();
        if (batch.IsEmpty) return;
        if (_isJson) _stream.Write(_any ? ",\n"u8 : "\n"u8);
        _any = true;
        _stream.Write(batch);
    }
}
