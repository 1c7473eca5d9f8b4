using System.Buffers.Text;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Makes records out of the events of root spans, whatever the encoding they came in.</summary>
internal sealed class OtlpRecords(string file, CaptureGuard sink, RecordSorter sorter)
{
    private const short Unsaid = short.MinValue;
    private readonly List<Entry> _events = [];

    // Of a batch whose resource comes behind its spans, as some backends write it.
    private readonly List<Entry> _held = [];
    private TraceRunInfo? _batch;
    private Entry _event;
    private int _cpu;
    private long _interrupt;
    private short _vector;
    private short _line;
    private long _format = 1;

    /// <summary>The run that the resource names; null until one did.</summary>
    public TraceRunInfo? Info { get; private set; }

    /// <summary>The exact totals; null until a span carried them.</summary>
    public TraceTotals? Totals { get; private set; }

    /// <summary>
    /// True when a backend has written the file: it has made texts of numbers, and may have rounded times, so that the order within a
    /// span is all there is.
    /// </summary>
    public bool IsSecondHand { get; private set; }

    /// <summary>A batch begins.</summary>
    public void BeginBatch()
    {
        _batch = null;
        _format = 1;
        _held.Clear();
    }

    /// <summary>The batch ends.</summary>
    public void EndBatch()
    {
        if (_batch is null) return;
        foreach (Entry entry in _held) Put(entry);
    }

    /// <summary>A number of the resource.</summary>
    public void Resource(ReadOnlySpan<byte> key, long number)
    {
        if (OtlpNames.Format.Is(key)) _format = number;
    }

    /// <summary>A text of the resource.</summary>
    public void Resource(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (OtlpNames.Format.Is(key) && Number(text) is { } format) _format = format;
        if (!OtlpNames.Run.Is(key)) return;
        _batch = RunInfoJson.Info(text);
        if (_batch is null) return;
        if (Info is null) sink.Run(Info = _batch, null);
        else if (Info.RunId != _batch.RunId)
            throw new TraceFormatException(file, "whole file", $"it holds {Info.RunId} and {_batch.RunId}", "one run was expected");
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
        if (OtlpNames.Cpu.Is(key) || OtlpNames.FirstCpu.Is(key)) _cpu = Saturated.Int(value);
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
        if (Number(text) is not { } number) return;
        IsSecondHand = true;
        EventAttribute(key, number);
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
        if (_cpu < 0) return;
        uint number = 0;
        foreach (Entry said in _events)
        {
            Entry entry = said;
            entry.Cpu = _cpu;
            if (entry.Interrupt < 0) entry.Interrupt = _interrupt;
            (entry.RootVector, entry.RootLine) = (_vector, _line);
            if (entry.Process < 0 || IsSecondHand) entry.Process = _cpu;
            if (IsSecondHand) entry.Sequence = number++;
            if (_batch is null) _held.Add(entry);
            else Put(entry);
        }
    }

    /// <summary>The file ends here, and was to go on.</summary>
    public void CutAt(string place) => sink.Cut(place, "the file ends within a batch", isSure: true);

    /// <summary>Gives out the records in order, then the totals.</summary>
    public void Finish()
    {
        if (Info is null)
        {
            throw new TraceFormatException(
                file, "whole file", $"no resource has the attribute {OtlpNames.Run}", "an OTLP file that Tickstorm wrote was expected");
        }

        sorter.Drain(sink);
        sink.Run(Info, Totals);
    }

    // What an event does not name is nothing; in the first format it is as on the root.
    private void Put(in Entry entry)
    {
        TraceRecord record = new(
            entry.UnixNs - Info!.EpochUnixNs, entry.Process, entry.Sequence, entry.Kind, entry.Cpu, entry.Interrupt,
            entry.Vector != Unsaid ? entry.Vector : _format == 1 ? entry.RootVector : (short)-1,
            entry.Line != Unsaid ? entry.Line : _format == 1 ? entry.RootLine : (short)-1, entry.Peer, entry.Argument);
        // While its place is known: from the sorter they come in another order.
        sink.CheckRecord(record);
        sink.Look();
        sorter.Add(record);
    }

    private static long? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length ? number : null;

    private struct Entry
    {
        public int Cpu;
        public short RootVector;
        public short RootLine;
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
