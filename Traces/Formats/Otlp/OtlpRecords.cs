using System.Buffers.Text;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Makes records out of the events of root spans, whatever the encoding they came in.</summary>
internal sealed class OtlpRecords(ICaptureSink sink, RecordSorter sorter)
{
    private readonly List<Entry> _events = [];
    private Entry _event;
    private int _cpu;
    private long _interrupt;
    private short _vector;
    private short _line;
    private long _format = 1;

    // What a field is that an event does not name: in the first format as on the root.
    private short Unsaid => _format == 1 ? short.MinValue : (short)-1;

    /// <summary>The run that the resource names; null until one did.</summary>
    public TraceRunInfo? Info { get; private set; }

    /// <summary>The exact totals; null until a span carried them.</summary>
    public TraceTotals? Totals { get; private set; }

    /// <summary>A number of the resource.</summary>
    public void Resource(ReadOnlySpan<byte> key, long number)
    {
        if (OtlpNames.Format.Is(key)) _format = number;
    }

    /// <summary>A text of the resource.</summary>
    public void Resource(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (OtlpNames.Format.Is(key) && Number(text) is { } format) _format = format;
        if (Info is not null || !OtlpNames.Run.Is(key)) return;
        Info = RunInfoJson.Info(text);
        if (Info is not null) sink.Run(Info, null);
    }

    /// <summary>A span begins.</summary>
    public void BeginSpan()
    {
        _events.Clear();
        _cpu = -1;
        _interrupt = 0;
        _vector = _line = -1;
    }

    /// <summary>A text attribute of the span; some backends make texts of all numbers.</summary>
    public void Attribute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (OtlpNames.Totals.Is(key)) Totals = RunInfoJson.Totals(text) ?? Totals;
        else if (Number(text) is { } number) Attribute(key, number);
    }

    /// <summary>A number attribute of the span.</summary>
    public void Attribute(ReadOnlySpan<byte> key, long value)
    {
        if (OtlpNames.Cpu.Is(key) || OtlpNames.FirstCpu.Is(key)) _cpu = (int)value;
        else if (OtlpNames.Interrupt.Is(key)) _interrupt = value;
        else if (OtlpNames.Vector.Is(key)) _vector = (short)value;
        else if (OtlpNames.Line.Is(key)) _line = (short)value;
    }

    /// <summary>An event begins.</summary>
    public void BeginEvent() => _event = new Entry { Process = -1, Interrupt = -1, Vector = Unsaid, Line = Unsaid, Peer = -1 };

    /// <summary>Its time.</summary>
    public void EventTime(long unixNs) => _event.UnixNs = unixNs;

    /// <summary>Its name.</summary>
    public void EventName(ReadOnlySpan<byte> name) => _event.Known = SimulatedEvents.TryKind(name, out _event.Kind);

    /// <summary>A text attribute of the event, which is a number.</summary>
    public void EventAttribute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (Number(text) is { } number) EventAttribute(key, number);
    }

    /// <summary>A number attribute of the event.</summary>
    public void EventAttribute(ReadOnlySpan<byte> key, long value)
    {
        if (OtlpNames.Sequence.Is(key)) _event.Sequence = (uint)value;
        else if (OtlpNames.Process.Is(key)) _event.Process = (int)value;
        else if (OtlpNames.Peer.Is(key)) _event.Peer = (int)value;
        else if (OtlpNames.Argument.Is(key)) _event.Argument = value;
        else if (OtlpNames.Vector.Is(key)) _event.Vector = (short)value;
        else if (OtlpNames.Line.Is(key)) _event.Line = (short)value;
        else if (OtlpNames.LockId.Is(key)) _event.Line = (short)TraceLines.OfLock(value);
        else if (OtlpNames.Interrupt.Is(key)) _event.Interrupt = value;
    }

    /// <summary>The event ends.</summary>
    public void EndEvent()
    {
        if (_event.Known) _events.Add(_event);
    }

    /// <summary>The span ends.</summary>
    public void EndSpan()
    {
        if (_cpu < 0 || Info is null) return;
        foreach (Entry entry in _events)
        {
            sorter.Add(
                new TraceRecord(
                entry.UnixNs - Info.EpochUnixNs, entry.Process < 0 ? _cpu : entry.Process, entry.Sequence, entry.Kind, _cpu,
                entry.Interrupt < 0 ? _interrupt : entry.Interrupt, entry.Vector == short.MinValue ? _vector : entry.Vector,
                entry.Line == short.MinValue ? _line : entry.Line, entry.Peer, entry.Argument));
        }
    }

    /// <summary>The file ends here, and was to go on.</summary>
    public void CutAt(string place) => sink.Cut(place, "the file ends within a batch", isSure: true);

    /// <summary>Gives out the records in order, then the totals.</summary>
    public void Finish(string file)
    {
        if (Info is null)
        {
            throw new TraceFormatException(
                file, "whole file", $"no resource has the attribute {OtlpNames.Run}", "an OTLP file that Tickstorm wrote was expected");
        }

        sorter.Drain(sink);
        sink.Run(Info, Totals);
    }

    private static long? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length ? number : null;

    private struct Entry
    {
        public long UnixNs;
        public TraceKind Kind;
        public bool Known;
        public uint Sequence;
        public int Process;
        public long Interrupt;
        public short Vector;
        public short Line;
        public int Peer;
        public long Argument;
    }
}
