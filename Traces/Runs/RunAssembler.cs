using Tickstorm.Tracing;

namespace Tickstorm.Traces.Runs;

/// <summary>
/// Makes interrupts, contentions and IPIs of a run's records, links them with one another, and tells each when it is over.
/// </summary>
/// <param name="info">The run.</param>
/// <param name="story">Who hears it.</param>
public sealed class RunAssembler(TraceRunInfo info, IRunStory story)
{
    private readonly InterruptLives<InterruptTrace> _lives = new(info);
    private readonly ContentionBook _contentions = new(story);
    private readonly SentIpis _sent = new();

    // PENDING is one bit: who set it is known, who found it set is not remembered by the kernel either.
    private readonly Dictionary<short, (int Cpu, long Interrupt)> _remembered = [];

    // The last lost tick of each CPU, until its CPU ticks again.
    private InterruptTrace?[] _lost = new InterruptTrace?[16];
    private long[] _quietSince = new long[16];
    private long _nowNs;

    /// <summary>Takes a record.</summary>
    public void Take(in TraceRecord record)
    {
        _nowNs = record.Time;
        if (record.Cpu >= _lost.Length)
        {
            Array.Resize(ref _lost, Math.Max(2 * _lost.Length, record.Cpu + 1));
            Array.Resize(ref _quietSince, _lost.Length);
        }

        if (record.Interrupt == 0)
        {
            Alone(record);
            return;
        }

        if (record.Kind == TraceKind.Raised) GiveOut(record.Cpu, record.Time);
        InterruptTrace trace = _lives.Follow(record);
        if (_contentions.Take(record) is { } member) Join(trace, member);
        Relate(trace, record);
        if (trace.IsOver) Over(trace);
        else if (_lives.Abandoned(record.Cpu) is { } abandoned) Over(abandoned);
    }

    /// <summary>Gives out what is still open: pending at the end, which was at <paramref name="endNs"/> or with the last record.</summary>
    public void Finish(long? endNs)
    {
        long end = Math.Max(_nowNs, endNs ?? 0);
        _contentions.Finish(end);
        for (int cpu = 0; cpu < _lost.Length; cpu++) GiveOut(cpu, end);
        _lives.CloseAll(open => Tell(open, end));
    }

    private void Relate(InterruptTrace trace, in TraceRecord record)
    {
        switch (record.Kind)
        {
            case TraceKind.Dispatched when !trace.IsTick:
                _sent.Arrived(trace, record);
                break;
            case TraceKind.IpiSent:
                _sent.Add(Ipi(record));
                break;
            case TraceKind.LockWaitEnd when trace.WaitSinceNs >= 0:
                Wait(trace, record);
                break;
            case TraceKind.PendingSet:
                _remembered.TryAdd(record.Line, (record.Cpu, record.Interrupt));
                break;
            case TraceKind.SpuriousRun:
                if (_remembered.Remove(record.Line, out (int Cpu, long Interrupt) first))
                    trace.Link(first.Cpu, first.Interrupt, "runs again for");
                break;
            case TraceKind.Coalesced:
                trace.Link(record.Cpu, MergedTick.Into(record.Argument), "merged into");
                break;
            case TraceKind.Dropped when record.Peer >= 0:
                trace.Link(record.Peer, _lives.Running(record.Peer), "dropped behind");
                break;
            default:
                break;
        }
    }

    private void Wait(InterruptTrace trace, in TraceRecord record)
    {
        int holder = record.Argument > 0 && record.Peer != record.Cpu ? record.Peer : -1;
        ContentionMember? member = record.Line == trace.Member?.Line ? trace.Member : null;
        trace.Phase(new(InterruptPhaseKind.LockWait, trace.WaitSinceNs, record.Time, record.Line, holder,
            holder >= 0 ? _lives.Running(holder) : 0, member));
    }

    // Its own trace leads to the contention, and that of the holder as well.
    private void Join(InterruptTrace trace, ContentionMember member)
    {
        trace.Member = member;
        if (member.Of!.Holder is not { } holder) return;
        if (_lives.Find(holder.Cpu, holder.Interrupt) is { } held && !held.Held.Contains(holder)) held.Held.Add(holder);
    }

    private void Alone(in TraceRecord record)
    {
        switch (record.Kind)
        {
            case TraceKind.Stalled:
                Silence(record);
                return;
            case TraceKind.IpiSent when record.Argument > record.Time:
                SentIpi ipi = Ipi(record);
                _sent.Add(ipi);
                story.Sent(ipi, record);
                return;
            case TraceKind.Stolen or TraceKind.SoftirqRan:
                story.Alone(record, record.Time - Math.Clamp(record.Argument, 0, record.Time));
                return;
            default:
                story.Alone(record, record.Time);
                return;
        }
    }

    // A silence is the end of the last lost tick's trace, or of the one that is still open.
    private void Silence(in TraceRecord record)
    {
        InterruptTrace? last = _lost[record.Cpu] ?? _lives.Oldest(record.Cpu);
        if (last is null)
        {
            story.Alone(record, _quietSince[record.Cpu]);
            return;
        }

        last.Phase(new(InterruptPhaseKind.Silent, last.EndNs, record.Time));
        last.Records.Add(record);
        (last.EndNs, last.IsSilent) = (record.Time, true);
    }

    private void Over(InterruptTrace trace)
    {
        _lives.Forget(trace);
        _quietSince[trace.Cpu] = trace.EndNs;
        if (!trace.IsTick || trace.Loss is null)
        {
            Tell(trace, trace.EndNs);
            return;
        }

        GiveOut(trace.Cpu, trace.EndNs);
        _lost[trace.Cpu] = trace;
    }

    private void GiveOut(int cpu, long nowNs)
    {
        if (_lost[cpu] is not { } lost) return;
        _lost[cpu] = null;
        Tell(lost, nowNs);
    }

    private void Tell(InterruptTrace trace, long endNs)
    {
        // What was lost at its expiry has no end of its own, nor has what is open at the end; nothing takes less than a nanosecond.
        if (!trace.IsSilent && (!trace.IsDispatched || !trace.IsOver)) trace.EndNs = Math.Max(trace.EndNs, endNs);
        trace.EndNs = Math.Max(trace.EndNs, trace.First.Time + 1);
        story.Interrupt(trace);
        _lives.Recycle(trace);
    }

    private static SentIpi Ipi(in TraceRecord record) => new(
        record.Cpu, record.Interrupt, record.Time, record.Sequence, record.Peer, record.Argument, record.Vector);
}
