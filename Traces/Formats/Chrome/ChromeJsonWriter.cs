using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Chrome;

/// <summary>
/// Writes Chrome's trace event JSON, for speedscope and Perfetto; one row per CPU. For small runs: viewers load it whole.
/// </summary>
/// <remarks>Times are in microseconds with three decimals, so nanoseconds survive. Slices nest by CPU; what is not a slice is an instant.
/// Begins and ends bear no arguments: speedscope takes an end for that of the slice with the same name and the same arguments.
/// So every record is an instant, whose arguments have all its fields, and some begin or end a slice besides.</remarks>
internal sealed class ChromeJsonWriter : TraceWriter
{
    private const int FlushAt = 1 << 16;
    private readonly ByteBuffer _buffer = new(FlushAt + 4_096);
    private readonly Stream _stream;
    private readonly HashSet<int> _named = [];
    // Slices that each CPU has open: a file that ends within one would not load in speedscope.
    private readonly Dictionary<int, Stack<string>> _open = [];
    private long _lastNs;

    public ChromeJsonWriter(Stream stream, TraceRunInfo info, Output? output)
        : base(info, output)
    {
        _stream = stream;
        _buffer.Text("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"run\":");
        _buffer.Text(RunInfoJson.Of(info));
        _buffer.Text("},\"traceEvents\":[\n");
        _buffer.Text("{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"name\":\"process_name\",\"args\":{\"name\":");
        Quote($"{info.Scenario} {info.Design}".Trim());
        _buffer.Text("}}");
    }

    protected override void Put(in TraceRecord record)
    {
        _lastNs = record.Time;
        if (_named.Add(record.Cpu))
        {
            _buffer.Text(",\n{\"ph\":\"M\",\"pid\":1,\"tid\":");
            _buffer.Decimal(record.Cpu);
            _buffer.Text(",\"name\":\"thread_name\",\"args\":{\"name\":\"CPU ");
            _buffer.Decimal(record.Cpu);
            _buffer.Text("\"}}");
        }

        Event('i', record, SimulatedEvents.Name(record.Kind), arguments: true);
        switch (record.Kind)
        {
            case TraceKind.Dispatched:
                Begin(record, record.Line >= 0 ? $"irq {record.Line}" : $"vector {record.Vector}");
                break;
            case TraceKind.LockWaitBegin:
                Begin(record, $"wait for {TraceLines.Of(record.Line)}");
                break;
            case TraceKind.HandlerEnter:
                Begin(record, "handler");
                break;
            case TraceKind.LockWaitEnd:
                End(record, "wait");
                break;
            case TraceKind.HandlerExit:
                End(record, "handler");
                break;
            case TraceKind.Returned:
                EndAll(record);
                break;
            default:
                break;
        }

        if (_buffer.Length >= FlushAt) Flush();
    }

    protected override void Close(TraceTotals? totals)
    {
        foreach ((int cpu, Stack<string> open) in _open)
        {
            while (open.TryPop(out string? name))
                Event('E', new TraceRecord(_lastNs, cpu, 0, TraceKind.Returned, cpu, 0, -1, -1, -1, 0), name, arguments: false);
        }

        _buffer.Text("\n]");
        if (totals is not null) _buffer.Text(",\"totals\":" + RunInfoJson.Of(totals));
        _buffer.Text("}\n");
        Flush();
    }

    private void Begin(in TraceRecord record, string name)
    {
        if (!_open.TryGetValue(record.Cpu, out Stack<string>? open)) _open[record.Cpu] = open = new Stack<string>();
        open.Push(name);
        Event('B', record, name, arguments: false);
    }

    private void End(in TraceRecord record, string prefix)
    {
        // What began before the trace did has no begin here, and an end without one would close the wrong slice.
        if (!_open.TryGetValue(record.Cpu, out Stack<string>? open) || !open.TryPeek(out string? name)
            || !name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return;
        }

        open.Pop();
        Event('E', record, name, arguments: false);
    }

    private void EndAll(in TraceRecord record)
    {
        if (!_open.TryGetValue(record.Cpu, out Stack<string>? open)) return;
        while (open.TryPop(out string? name))
        {
            Event('E', record, name, arguments: false);
            if (!name.StartsWith("wait", StringComparison.Ordinal) && name != "handler") break;
        }
    }

    private void Event(char phase, in TraceRecord record, string name, bool arguments)
    {
        _buffer.Text(",\n{\"ph\":\"");
        _buffer.Byte((byte)phase);
        _buffer.Text("\",\"pid\":1,\"tid\":");
        _buffer.Decimal(record.Cpu);
        _buffer.Text(",\"ts\":");
        _buffer.Decimal(record.Time / 1_000);
        _buffer.Byte((byte)'.');
        _buffer.Digits(record.Time % 1_000, 3);
        _buffer.Text(",\"name\":\"");
        _buffer.Text(name);
        _buffer.Byte((byte)'"');
        if (phase == 'i') _buffer.Text(",\"s\":\"t\"");
        if (arguments) Arguments(record);
        _buffer.Byte((byte)'}');
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
        if (record.Kind is TraceKind.Dropped or TraceKind.Masked && DropReasons.Of(record.Argument) is { } reason)
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
