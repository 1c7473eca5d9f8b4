using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Collects the records of each interrupt until it is over, and links it with those in its way.</summary>
internal sealed class InterruptAssembler(TraceRunInfo info, Action<InterruptTrace> done)
{
    private readonly InterruptLives<InterruptTrace> _lives = new(info);

    // PENDING is one bit: who set it is known, who found it set is not remembered by the kernel either.
    private readonly Dictionary<short, (int Cpu, long Interrupt)> _remembered = [];

    /// <summary>Takes a record.</summary>
    public void Take(in TraceRecord record)
    {
        InterruptTrace trace = _lives.Follow(record);
        trace.Records.Add(record);
        switch (record.Kind)
        {
            case TraceKind.LockWaitEnd when record.Peer >= 0 && record.Peer != record.Cpu && record.Argument > 0:
                LinkHolder(trace, record, "waited for");
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
                LinkHolder(trace, record, "dropped behind");
                // Who is in progress finds PENDING set before it leaves, and runs the handler for it.
                if (trace.SetPending) LinkHolder(trace, record, "run elsewhere by");
                break;
            default:
                break;
        }

        if (trace.IsOver) Close(trace);
        else if (_lives.Abandoned(record.Cpu) is { } abandoned) Close(abandoned);
    }

    /// <summary>Gives out what is still open: pending at the end.</summary>
    public void Finish() => _lives.CloseAll(done);

    private void LinkHolder(InterruptTrace trace, in TraceRecord record, string why) =>
        trace.Link(record.Peer, _lives.Running(record.Peer), why);

    private void Close(InterruptTrace trace)
    {
        done(trace);
        _lives.Close(trace);
    }
}
