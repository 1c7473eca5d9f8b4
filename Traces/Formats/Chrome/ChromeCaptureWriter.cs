using System.Text.Json;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats.Chrome;

/// <summary>Writes a capture as Chrome's trace events: a row for each CPU, complete slices.</summary>
internal sealed class ChromeCaptureWriter : CaptureWriter
{
    private const int FlushAt = 1 << 16;
    private readonly ByteBuffer _buffer = new(FlushAt + 4_096);
    private readonly Stream _stream;
    private readonly HashSet<int> _named = [];

    public ChromeCaptureWriter(Stream stream, TraceRunInfo info, Output? output)
        : base(info, output)
    {
        _stream = stream;
        _buffer.Text("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
        _buffer.Text("{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"name\":\"process_name\",\"args\":{\"name\":");
        Quote(info.Capture!);
        _buffer.Text("}}");
    }

    protected override void Put(in CaptureSpan span)
    {
        if (_named.Add(span.Cpu))
        {
            _buffer.Text(",\n{\"ph\":\"M\",\"pid\":1,\"tid\":");
            _buffer.Decimal(span.Cpu);
            _buffer.Text(",\"name\":\"thread_name\",\"args\":{\"name\":\"CPU ");
            _buffer.Decimal(span.Cpu);
            _buffer.Text("\"}}");
        }

        _buffer.Text(",\n{\"ph\":\"X\",\"pid\":1,\"tid\":");
        _buffer.Decimal(span.Cpu);
        _buffer.Text(",\"ts\":");
        Microseconds(span.StartNs);
        _buffer.Text(",\"dur\":");
        Microseconds(span.EndNs - span.StartNs);
        _buffer.Text(",\"name\":");
        Quote(span.Name);
        _buffer.Text(",\"args\":{\"pid\":");
        _buffer.Decimal(span.Task);
        if (span.LateNs is { } late)
        {
            _buffer.Text(",\"late_ns\":");
            _buffer.Decimal(late);
        }

        _buffer.Text("}}");
        if (_buffer.Length >= FlushAt) Flush();
    }

    protected override void Close(TraceTotals? totals)
    {
        _buffer.Text("\n]}\n");
        Flush();
    }

    private void Microseconds(long ns)
    {
        _buffer.Decimal(ns / 1_000);
        _buffer.Text(string.Create(System.Globalization.CultureInfo.InvariantCulture, $".{ns % 1_000:d3}"));
    }

    private void Quote(string text) => _buffer.Text(JsonSerializer.Serialize(text));

    private void Flush()
    {
        _stream.Write(_buffer.Written);
        _buffer.Clear();
    }
}
