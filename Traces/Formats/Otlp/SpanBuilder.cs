using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Makes the spans of an interrupt: a root from expiry to return, and one below it for each phase.</summary>
internal sealed class SpanBuilder(TraceRunInfo info, Action<OtlpSpan> emit)
{
    private readonly TraceIds _ids = new(info.RunId);
    private readonly OtlpSpan _span = new();
    private readonly List<TraceRecord> _waiting = [];

    /// <summary>Spans made.</summary>
    public long Spans { get; private set; }

    /// <summary>Emits the spans of one interrupt, root first.</summary>
    public void Build(InterruptTrace interrupt)
    {
        (ulong High, ulong Low) trace = _ids.Trace(interrupt.Cpu, interrupt.Number);
        if (interrupt.Number == 0)
            trace = _ids.Trace(interrupt.Cpu, -1 - (interrupt.Records[0].Time << 8 | interrupt.Records[0].Sequence));
        Root(interrupt, trace);
        ulong root = TraceIds.Span(trace, 0);
        int number = 1;
        TraceRecord pending = default, handler = default;
        bool isPending = false, isHandling = false;
        _waiting.Clear();
        foreach (TraceRecord record in interrupt.Records)
        {
            switch (record.Kind)
            {
                case TraceKind.Accepted:
                    (pending, isPending) = (record, true);
                    break;
                case TraceKind.Dispatched when isPending:
                    isPending = false;
                    Phase(trace, root, number++, "pending", pending, record.Time);
                    break;
                case TraceKind.LockWaitBegin:
                    _waiting.Add(record);
                    break;
                case TraceKind.LockWaitEnd when _waiting.Count > 0:
                    Phase(trace, root, number++, "lock wait", _waiting[^1], record.Time, record.Peer);
                    _waiting.RemoveAt(_waiting.Count - 1);
                    break;
                case TraceKind.HandlerEnter:
                    (handler, isHandling) = (record, true);
                    break;
                case TraceKind.HandlerExit when isHandling:
                    isHandling = false;
                    Phase(trace, root, number++, "handler", handler, record.Time);
                    break;
                case TraceKind.Eoi:
                    Phase(trace, root, number++, "eoi", record, record.Time);
                    break;
                case TraceKind.Armed:
                    Phase(trace, root, number++, "re-arm", record, record.Time);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Emits the one span that stands for the whole run and carries its totals.</summary>
    public void Run(TraceTotals totals)
    {
        (ulong High, ulong Low) trace = _ids.Trace(-1, 0);
        Start(trace, 0, 0, "run", 0, totals.SimulatedNs);
        _span.Attributes.Add(OtlpValue.Of(OtlpNames.Totals, RunInfoJson.Of(totals)));
        Emit();
    }

    private void Root(InterruptTrace interrupt, (ulong High, ulong Low) trace)
    {
        List<TraceRecord> records = interrupt.Records;
        // The core's own records name the vector, those of the line the line.
        TraceRecord first = records[0] with
        {
            Vector = Named(records, record => record.Vector), Line = Named(records, record => record.Line),
        };
        Start(trace, 0, 0, Name(interrupt, first), first.Time, records[^1].Time);
        _span.Attributes.Add(OtlpValue.Of(OtlpNames.Cpu, interrupt.Cpu));
        _span.Attributes.Add(OtlpValue.Of(OtlpNames.Interrupt, interrupt.Number));
        if (first.Vector >= 0) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Vector, first.Vector));
        if (first.Line >= 0) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Line, first.Line));
        bool started = interrupt.StartedNs >= 0;
        if (interrupt.IsTick) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Outcome, interrupt.Outcome.Name()));
        if (interrupt.IsTick && started) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Latency, interrupt.StartedNs - interrupt.RaisedNs));
        if (interrupt.IsDispatched) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Waited, interrupt.LockedNs));
        if (interrupt.Loss is { } loss)
        {
            string reason = Reason(loss);
            _span.Status = 2;
            _span.StatusMessage = reason;
            _span.Attributes.Add(OtlpValue.Of(OtlpNames.Reason, reason));
            if (loss.Peer >= 0) _span.Attributes.Add(OtlpValue.Of(OtlpNames.HolderCpu, loss.Peer));
        }
        else if (started)
        {
            _span.Status = 1;
        }

        foreach (TraceRecord record in records) Event(record, first);
        foreach ((int cpu, long number, string why) in interrupt.Links)
        {
            (ulong High, ulong Low) other = _ids.Trace(cpu, number);
            _span.Links.Add((other, TraceIds.Span(other, 0), why));
        }

        _span.DroppedLinks = interrupt.DroppedLinks;
        Emit();
    }

    private static short Named(List<TraceRecord> records, Func<TraceRecord, short> number)
    {
        foreach (TraceRecord record in records)
        {
            if (number(record) >= 0) return number(record);
        }

        return -1;
    }

    private void Event(in TraceRecord record, in TraceRecord first)
    {
        int from = _span.EventAttributes.Count;
        _span.EventAttributes.Add(OtlpValue.Of(OtlpNames.Sequence, record.Sequence));
        Add(OtlpNames.Process, record.Process, record.Process != record.Cpu);
        Add(OtlpNames.Vector, record.Vector, record.Vector != first.Vector);
        Add(OtlpNames.Line, record.Line, record.Line != first.Line);
        Add(OtlpNames.Peer, record.Peer, record.Peer != -1);
        Add(OtlpNames.Argument, record.Argument, record.Argument != 0);
        _span.Events.Add((Unix(record.Time), SimulatedEvents.Name(record.Kind), from, _span.EventAttributes.Count));

        void Add(string key, long value, bool needed)
        {
            if (needed) _span.EventAttributes.Add(OtlpValue.Of(key, value));
        }
    }

    private void Phase(
        (ulong High, ulong Low) trace, ulong root, int number, string name, in TraceRecord begin, long endNs, int holder = -1)
    {
        Start(trace, number, root, name, begin.Time, endNs);
        _span.Attributes.Add(OtlpValue.Of(OtlpNames.Cpu, begin.Cpu));
        if (begin.Kind == TraceKind.LockWaitBegin)
        {
            _span.Attributes.Add(
                begin.Line >= 0 ? OtlpValue.Of(OtlpNames.Line, begin.Line) : OtlpValue.Of(OtlpNames.LockId, TraceLines.LockId(begin.Line)));
        }

        if (holder >= 0) _span.Attributes.Add(OtlpValue.Of(OtlpNames.HolderCpu, holder));
        if (begin.Kind == TraceKind.Armed) _span.Attributes.Add(OtlpValue.Of(OtlpNames.NextExpiry, begin.Argument));
        Emit();
    }

    private void Start((ulong High, ulong Low) trace, int number, ulong parent, string name, long startNs, long endNs)
    {
        _span.Reset();
        _span.Trace = trace;
        _span.Id = TraceIds.Span(trace, number);
        _span.Parent = parent;
        _span.Name = name;
        _span.StartUnixNs = Unix(startNs);
        _span.EndUnixNs = Unix(endNs);
    }

    private void Emit()
    {
        Spans++;
        emit(_span);
    }

    private long Unix(long timeNs) => info.EpochUnixNs + timeNs;

    private static string Name(InterruptTrace interrupt, in TraceRecord first) =>
        interrupt.IsTick ? "tick"
        : interrupt.Number == 0 ? SimulatedEvents.Name(first.Kind)
        : first.Line >= 0 ? "irq"
        : VectorNames.Of(first.Vector);

    private static string Reason(in TraceRecord loss) =>
        loss.Kind == TraceKind.Stalled ? "stalled" : DropTexts.Reason(loss)?.Name() ?? "unknown";
}
