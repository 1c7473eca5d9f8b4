using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>Makes slices, queues and arrows for viewers that draw.</summary>
internal sealed class TraceSlices : IRunStory
{
    private readonly RunAssembler _assembler;
    private readonly TraceRunInfo _info;
    private readonly ISliceSink _sink;
    private readonly Dictionary<short, int> _queues = [];
    private long _arrows;

    public TraceSlices(TraceRunInfo info, ISliceSink sink)
    {
        _info = info;
        _sink = sink;
        _assembler = new RunAssembler(info, this);
    }

    /// <summary>Takes a record.</summary>
    public void Take(in TraceRecord record)
    {
        _assembler.Take(record);
        switch (record.Kind)
        {
            case TraceKind.LockWaitBegin:
                Waits(record, 1);
                break;
            case TraceKind.LockWaitEnd:
                Waits(record, -1);
                if (record.Argument > _info.LateNs) Arrow(record, "waited");
                break;
            case TraceKind.Dropped:
                Arrow(record, "dropped");
                break;
            case TraceKind.Stolen when record.Argument > 0 && record.Argument <= record.Time:
                _sink.Slice(SliceTrack.Steal, record.Cpu, "steal", record.Time - record.Argument, record.Time);
                break;
            default:
                break;
        }
    }

    /// <summary>The run ends.</summary>
    public void Finish(long? endNs) => _assembler.Finish(endNs);

    /// <inheritdoc/>
    public void Interrupt(InterruptTrace interrupt)
    {
        int cpu = interrupt.Cpu;
        long leftNs = interrupt.EndNs;
        foreach (InterruptPhase phase in interrupt.Phases)
        {
            if (phase.Kind == InterruptPhaseKind.Pending) _sink.Slice(SliceTrack.Pending, cpu, "pending", phase.BeginNs, phase.EndNs);
            if (phase.Kind == InterruptPhaseKind.Silent) leftNs = phase.BeginNs;
        }

        if (interrupt.Loss is { } loss)
        {
            string name = $"{interrupt.Outcome.Name()}: {DropTexts.Reason(loss)?.Name() ?? "unknown"}";
            _sink.Slice(SliceTrack.Lost, cpu, name, interrupt.First.Time, leftNs);
        }

        if (interrupt.IsDispatched && leftNs > interrupt.DispatchedNs)
        {
            _sink.Slice(SliceTrack.Cpu, cpu, Name(interrupt), interrupt.DispatchedNs, leftNs);
            foreach (InterruptPhase phase in interrupt.Phases)
            {
                if (phase.Kind == InterruptPhaseKind.Handler) _sink.Slice(SliceTrack.Cpu, cpu, "handler", phase.BeginNs, phase.EndNs);
                else if (phase.Kind == InterruptPhaseKind.LockWait)
                    _sink.Slice(SliceTrack.Cpu, cpu, $"wait for {TraceLines.Of(phase.Line)}", phase.BeginNs, phase.EndNs);
            }
        }

        if (interrupt.IsSilent && interrupt.EndNs > leftNs) _sink.Slice(SliceTrack.Cpu, cpu, "silent", leftNs, interrupt.EndNs);
    }

    /// <inheritdoc/>
    public void Alone(in TraceRecord record, long beginNs)
    {
        if (record.Kind == TraceKind.Stalled && record.Time > beginNs)
            _sink.Slice(SliceTrack.Cpu, record.Cpu, "silent", beginNs, record.Time);
    }

    /// <inheritdoc/>
    public void Sent(in SentIpi ipi, in TraceRecord record)
    {
    }

    /// <inheritdoc/>
    public void Left(ContentionMember member)
    {
    }

    /// <inheritdoc/>
    public void Contention(Contention contention)
    {
    }

    private void Waits(in TraceRecord record, int more)
    {
        int waiting = Math.Max(0, _queues.GetValueOrDefault(record.Line) + more);
        _queues[record.Line] = waiting;
        _sink.Queue(record.Line, record.Time, waiting);
    }

    private void Arrow(in TraceRecord record, string name)
    {
        if (record.Peer >= 0 && record.Peer != record.Cpu) _sink.Arrow(++_arrows, name, record.Time, record.Cpu, record.Peer);
    }

    private static string Name(InterruptTrace interrupt)
    {
        foreach (TraceRecord record in interrupt.Records)
        {
            if (record.Line >= 0) return $"irq {record.Line}";
        }

        foreach (TraceRecord record in interrupt.Records)
        {
            if (record.Vector >= 0) return VectorNames.Of(record.Vector);
        }

        return "interrupt";
    }
}
