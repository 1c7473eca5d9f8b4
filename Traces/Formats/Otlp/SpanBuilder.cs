using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>
/// Makes spans of what a run's records amount to: a trace per interrupt, one per contention, one per IPI that a task sends.
/// </summary>
internal sealed class SpanBuilder(TraceRunInfo info, Action<OtlpSpan> emit) : IRunStory
{
    /// <summary>Spans below the root of a contention; the rest is counted, since viewers stop at a few thousand.</summary>
    private const int MostMembers = 500;

    // Where the ids of traces that are of no interrupt are taken from: no CPU has these numbers.
    private const int OfRun = -1;
    private const int OfContention = -2;
    private readonly TraceIds _ids = new(info.RunId);
    private readonly OtlpSpan _span = new();

    /// <summary>Spans made.</summary>
    public long Spans { get; private set; }

    /// <inheritdoc/>
    public void Interrupt(InterruptTrace interrupt)
    {
        (ulong High, ulong Low) trace = _ids.Trace(interrupt.Cpu, interrupt.Number);
        Root(interrupt, trace);
        int number = 1;
        foreach (InterruptPhase phase in interrupt.Phases)
        {
            Start(trace, number++, TraceIds.Span(trace, 0), Name(phase.Kind), phase.BeginNs, phase.EndNs);
            Add(OtlpNames.Cpu, interrupt.Cpu);
            if (phase.Kind == InterruptPhaseKind.LockWait) Lock(phase.Line);
            if (phase.Holder >= 0) Add(OtlpNames.HolderCpu, phase.Holder);
            if (phase.HolderInterrupt > 0) Link(phase.Holder, phase.HolderInterrupt, "waited for");
            if (phase.Waiter is { } waiter) Link(waiter, "waited in");
            Emit();
        }
    }

    /// <inheritdoc/>
    public void Sent(in SentIpi ipi, in TraceRecord record)
    {
        Start(Sender(ipi), 0, 0, $"send {VectorNames.Of(ipi.Vector)}", ipi.SentNs, ipi.ArrivesNs);
        _span.Kind = OtlpSpan.Producer;
        Add(OtlpNames.Cpu, ipi.From);
        Add(OtlpNames.Vector, ipi.Vector);
        Add(OtlpNames.Target, ipi.To);
        Event(record, 0);
        Emit();
    }

    /// <inheritdoc/>
    public void Alone(in TraceRecord record, long beginNs)
    {
        string name = record.Kind switch
        {
            TraceKind.Stalled => "silent",
            TraceKind.Stolen => "steal",
            TraceKind.Detected => Detection.Kind(record.Argument).Name(),
            _ => SimulatedEvents.Name(record.Kind),
        };
        Start(Alone(record.Cpu, record.Time, record.Sequence, record.Process), 0, 0, name, beginNs, Math.Max(record.Time, beginNs + 1));
        Add(OtlpNames.Cpu, record.Cpu);
        if (record.Kind == TraceKind.Stalled) (_span.Status, _span.StatusMessage) = (OtlpSpan.Error, "stalled");
        if (record.Kind == TraceKind.Detected) (_span.Status, _span.StatusMessage) = (OtlpSpan.Error, name);
        Event(record, 0);
        Emit();
    }

    /// <inheritdoc/>
    public void Left(ContentionMember member)
    {
        if (member.Number > MostMembers) return;
        (ulong High, ulong Low) trace = Trace(member.Of!);
        bool holds = member.Number == 0;
        Start(trace, member.Number + 1, TraceIds.Span(trace, 0), holds ? "holder" : Name(member), member.AcquiredNs,
            member.LeftNs);
        Add(OtlpNames.Cpu, member.Cpu);
        if (!holds) Add(OtlpNames.Waited, member.AcquiredNs - member.AskedNs);
        if (member.IsLate) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Late, true));
        if (member.IsDropped) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Outcome, InterruptOutcome.Dropped.Name()));
        Link(member.Cpu, member.Interrupt, holds ? "held by" : "waiter");
        Emit();
    }

    /// <inheritdoc/>
    public void Contention(Contention contention)
    {
        Start(Trace(contention), 0, 0, $"contention {TraceLines.Of(contention.Line)}", contention.StartNs,
            Math.Max(contention.EndNs, contention.StartNs + 1));
        Lock(contention.Line);
        Add(OtlpNames.Waiters, contention.Waiters);
        Add(OtlpNames.LongestWait, contention.LongestWaitNs);
        Add(OtlpNames.LongestQueue, contention.LongestQueue);
        Add(OtlpNames.ContentionDropped, contention.Dropped);
        Add(OtlpNames.ContentionLate, contention.Late);
        if (contention.Waiters > MostMembers) Add(OtlpNames.MembersLeftOut, contention.Waiters - MostMembers);
        if (contention.Holder is { } holder)
        {
            Add(OtlpNames.HolderCpu, holder.Cpu);
            Link(holder.Cpu, holder.Interrupt, "held by");
        }

        if (contention.Dropped > 0)
        {
            _span.Status = OtlpSpan.Error;
            _span.StatusMessage = $"{contention.Dropped} dropped{(contention.Holder is { } by ? $" behind CPU {by.Cpu}" : "")}";
        }

        Emit();
    }

    /// <summary>Emits the one span that stands for the whole run and carries its totals.</summary>
    public void Run(TraceTotals totals)
    {
        Start(_ids.Trace(OfRun, 0), 0, 0, "run", 0, Math.Max(1, totals.SimulatedNs));
        _span.Attributes.Add(OtlpValue.Of(OtlpNames.Totals, RunInfoJson.Of(totals)));
        Emit();
    }

    private void Root(InterruptTrace interrupt, (ulong High, ulong Low) trace)
    {
        List<TraceRecord> records = interrupt.Records;
        // The core's own records name the vector, those of the line the line.
        short vector = Named(records, record => record.Vector), line = Named(records, record => record.Line);
        string name = interrupt.IsTick ? "tick" : line >= 0 ? "irq" : VectorNames.Of(vector);
        Start(trace, 0, 0, name, interrupt.First.Time, interrupt.EndNs);
        Add(OtlpNames.Cpu, interrupt.Cpu);
        Add(OtlpNames.Interrupt, interrupt.Number);
        if (vector >= 0) Add(OtlpNames.Vector, vector);
        if (line >= 0) Add(OtlpNames.Line, line);
        if (interrupt.IsTick) Tick(interrupt);
        else if (interrupt.IsDispatched) Add(OtlpNames.Waited, interrupt.WaitedNs);
        if (interrupt.Loss is { } loss)
        {
            _span.Status = OtlpSpan.Error;
            _span.StatusMessage = DropTexts.Reason(loss)?.Name() ?? "unknown";
            _span.Attributes.Add(OtlpValue.Of(OtlpNames.Reason, _span.StatusMessage));
            if (loss.Peer >= 0) Add(OtlpNames.HolderCpu, loss.Peer);
        }

        foreach (TraceRecord record in records) Event(record, interrupt.Number);
        foreach ((int cpu, long number, string why) in interrupt.Links) Link(cpu, number, why);
        foreach (ContentionMember held in interrupt.Held) Link(held, "held up others in");
        foreach (SentIpi ipi in interrupt.SentBy)
        {
            _span.Kind = OtlpSpan.Consumer;
            if (ipi.Interrupt > 0) Link(ipi.From, ipi.Interrupt, "sent by");
            else _span.Links.Add((Sender(ipi), TraceIds.Span(Sender(ipi), 0), "sent by"));
        }

        _span.DroppedLinks = interrupt.DroppedLinks;
        Emit();
    }

    private void Tick(InterruptTrace tick)
    {
        _span.Attributes.Add(OtlpValue.Of(OtlpNames.Outcome, tick.Outcome.Name()));
        if (tick.StartedNs >= 0) Add(OtlpNames.Latency, tick.StartedNs - tick.RaisedNs);
        if (tick.IsDispatched) Add(OtlpNames.Waited, tick.WaitedNs);
        if (tick.StartedNs >= 0) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Late, tick.IsLate));
        if (tick.IsLate) _span.Attributes.Add(OtlpValue.Of(OtlpNames.LateCause, tick.LateCause.Name()));
        if (tick.IsSilent) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Silent, true));
        if (tick.Loss is not null && tick.SetPending) _span.Attributes.Add(OtlpValue.Of(OtlpNames.Remembered, true));
    }

    private static short Named(List<TraceRecord> records, Func<TraceRecord, short> number)
    {
        foreach (TraceRecord record in records)
        {
            if (number(record) >= 0) return number(record);
        }

        return -1;
    }

    // A reader makes the record again of it: what is left out is what a record has by itself.
    private void Event(in TraceRecord record, long interrupt)
    {
        int from = _span.EventAttributes.Count;
        _span.EventAttributes.Add(OtlpValue.Of(OtlpNames.Sequence, record.Sequence));
        Add(OtlpNames.Process, record.Process, record.Process != record.Cpu);
        Add(OtlpNames.Interrupt, record.Interrupt, record.Interrupt != interrupt);
        Add(OtlpNames.Vector, record.Vector, record.Vector != -1);
        Add(OtlpNames.Line, record.Line, record.Line >= 0);
        Add(OtlpNames.LockId, TraceLines.LockId(record.Line), record.Line < LockLines.None);
        Add(OtlpNames.Peer, record.Peer, record.Peer != -1);
        Add(OtlpNames.Argument, record.Argument, record.Argument != 0);
        _span.Events.Add((Unix(record.Time), SimulatedEvents.Name(record.Kind), from, _span.EventAttributes.Count));

        void Add(string key, long value, bool needed)
        {
            if (needed) _span.EventAttributes.Add(OtlpValue.Of(key, value));
        }
    }

    private void Add(OtlpName key, long value) => _span.Attributes.Add(OtlpValue.Of(key, value));

    private void Lock(short line)
    {
        if (line >= 0) Add(OtlpNames.Line, line);
        else Add(OtlpNames.LockId, TraceLines.LockId(line));
    }

    private void Link(int cpu, long number, string why)
    {
        (ulong High, ulong Low) other = _ids.Trace(cpu, number);
        _span.Links.Add((other, TraceIds.Span(other, 0), why));
    }

    private void Link(ContentionMember member, string why)
    {
        (ulong High, ulong Low) other = Trace(member.Of!);
        _span.Links.Add((other, TraceIds.Span(other, member.Number > MostMembers ? 0 : member.Number + 1), why));
    }

    private (ulong High, ulong Low) Trace(Contention contention) => _ids.Trace(OfContention - 2 - contention.Line, contention.StartNs);

    private (ulong High, ulong Low) Sender(in SentIpi ipi) => Alone(ipi.From, ipi.SentNs, ipi.Sequence, ipi.From);

    private (ulong High, ulong Low) Alone(int cpu, long timeNs, uint sequence, int process) =>
        _ids.Trace(cpu, -1 - (timeNs << 8 | sequence), process == cpu ? 0 : process + 1);

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

    private static string Name(ContentionMember member) => member.IsDropped ? "dropped" : member.IsLate ? "late" : "waiter";

    private static string Name(InterruptPhaseKind kind) => kind switch
    {
        InterruptPhaseKind.Pending => "pending",
        InterruptPhaseKind.Steal => "steal",
        InterruptPhaseKind.LockWait => "lock wait",
        InterruptPhaseKind.Handler => "handler",
        _ => "silent",
    };
}
