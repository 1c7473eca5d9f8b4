using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Chrome;

/// <summary>
/// Writes Chrome's trace event JSON, for speedscope and Perfetto; rows per CPU. For small runs: viewers load it whole.
/// </summary>
/// <remarks>Times are in microseconds with three decimals, so nanoseconds survive. Every record is an instant, whose arguments have all its
/// fields; slices, queues and arrows are drawn besides.</remarks>
internal sealed class ChromeJsonWriter : TraceWriter, ISliceSink
{
    private const int FlushAt = 1 << 16;

    // Rows beyond that of the CPU itself come behind those of all CPUs.
    private const int RowsApart = 1 << 20;
    private readonly ByteBuffer _buffer = new(FlushAt + 4_096);
    private readonly Stream _stream;
    private readonly TraceSlices _slices;
    private readonly HashSet<int> _named = [];

    public ChromeJsonWriter(Stream stream, TraceRunInfo info, Output? output)
        : base(info, output)
    {
        _stream = stream;
        _slices = new TraceSlices(info, this);
        _buffer.Text("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"run\":");
        _buffer.Text(RunInfoJson.Of(info));
        _buffer.Text("},\"traceEvents\":[\n");
        _buffer.Text("{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"name\":\"process_name\",\"args\":{\"name\":");
        Quote($"{info.Scenario} {info.Design}".Trim());
        _buffer.Text("}}");
    }

    /// <inheritdoc/>
    public void Slice(SliceTrack track, int cpu, string name, long beginNs, long endNs)
    {
        Begin('X', Row(track, cpu), beginNs, name);
        _buffer.Text(",\"dur\":");
        Time(endNs - beginNs);
        _buffer.Byte((byte)'}');
    }

    /// <inheritdoc/>
    public void Queue(short line, long timeNs, int waiting)
    {
        Begin('C', 0, timeNs, $"queue {TraceLines.Of(line)}");
        _buffer.Text(",\"args\":{\"waiting\":");
        _buffer.Decimal(waiting);
        _buffer.Text("}}");
    }

    /// <inheritdoc/>
    public void Arrow(long id, string name, long timeNs, int from, int to)
    {
        Flow('s', id, name, timeNs, from);
        Flow('f', id, name, timeNs, to);
    }

    protected override void Put(in TraceRecord record)
    {
        Begin('i', Row(SliceTrack.Cpu, record.Cpu), record.Time, SimulatedEvents.Name(record.Kind));
        _buffer.Text(",\"s\":\"t\"");
        Arguments(record);
        _buffer.Byte((byte)'}');
        _slices.Take(record);
        if (_buffer.Length >= FlushAt) Flush();
    }

    protected override void Close(TraceTotals? totals)
    {
        _slices.Finish(totals?.SimulatedNs);
        _buffer.Text("\n]");
        if (totals is not null) _buffer.Text(",\"totals\":" + RunInfoJson.Of(totals));
        _buffer.Text("}\n");
        Flush();
    }

    private int Row(SliceTrack track, int cpu)
    {
        int row = (int)track * RowsApart + cpu;
        if (!_named.Add(row)) return row;
        _buffer.Text(",\n{\"ph\":\"M\",\"pid\":1,\"tid\":");
        _buffer.Decimal(row);
        _buffer.Text(",\"name\":\"thread_name\",\"args\":{\"name\":\"");
        _buffer.Text(SliceTracks.Name(track, cpu));
        _buffer.Text("\"}}");
        return row;
    }

    private void Flow(char phase, long id, string name, long timeNs, int cpu)
    {
        Begin(phase, Row(SliceTrack.Cpu, cpu), timeNs, name);
        _buffer.Text(",\"cat\":\"behind\",\"id\":");
        _buffer.Decimal(id);
        // It ends at what encloses it.
        if (phase == 'f') _buffer.Text(",\"bp\":\"e\"");
        _buffer.Byte((byte)'}');
    }

    private void Begin(char phase, int row, long timeNs, string name)
    {
        _buffer.Text(",\n{\"ph\":\"");
        _buffer.Byte((byte)phase);
        _buffer.Text("\",\"pid\":1,\"tid\":");
        _buffer.Decimal(row);
        _buffer.Text(",\"ts\":");
        Time(timeNs);
        _buffer.Text(",\"name\":\"");
        _buffer.Text(name);
        _buffer.Byte((byte)'"');
    }

    private void Time(long ns)
    {
        _buffer.Decimal(ns / 1_000);
        _buffer.Byte((byte)'.');
        _buffer.Digits(ns % 1_000, 3);
    }

    private void Arguments(in TraceRecord record)
    {
        _buffer.Text(",\"args\":{\"kind\":\"");
        _buffer.Bytes(SimulatedEvents.Utf8Name(record.Kind));
        _buffer.Text("\",\"interrupt\":");
        _buffer.Decimal(record.Interrupt);
        Number(",\"vector\":", record.Vector, record.Vector >= 0);
        Number(",\"line\":", record.Line, record.Line != -1);
        Number(",\"peer\":", record.Peer, record.Peer >= 0);
        if (DropTexts.Reason(record) is { } reason)
            _buffer.Text($",\"reason\":\"{reason.Name()}\"");
        Number(",\"arg\":", record.Argument, record.Argument != 0);
        Number(",\"process\":", record.Process, record.Process != record.Cpu);
        Number(",\"seq\":", record.Sequence, true);
        _buffer.Byte((byte)'}');
    }

    private void Number(string key, long value, bool known)
    {
        if (!known) return;
        _buffer.Text(key);
        _buffer.Decimal(value);
    }

    private void Quote(string text) => _buffer.Text(System.Text.Json.JsonSerializer.Serialize(text));

    private void Flush()
    {
        _stream.Write(_buffer.Written);
        _buffer.Clear();
    }
}
