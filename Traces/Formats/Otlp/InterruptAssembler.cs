using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats.Otlp;

/// <summary>Collects the records of each interrupt until it is over. Memory is bounded by what is in flight.</summary>
internal sealed class InterruptAssembler(Action<InterruptTrace> done)
{
    /// <summary>More than this per CPU can only be interrupts whose end will never come.</summary>
    private const int MostOpen = 32;
    private readonly Stack<InterruptTrace> _spare = new();
    private readonly Dictionary<short, List<(int Cpu, long Interrupt)>> _remembered = [];
    private CpuState?[] _cpus = new CpuState?[16];

    /// <summary>Takes a record.</summary>
    public void Take(in TraceRecord record)
    {
        CpuState cpu = State(record.Cpu);
        InterruptTrace trace = Find(cpu, record);
        trace.Records.Add(record);
        switch (record.Kind)
        {
            case TraceKind.Dispatched:
                cpu.Running = record.Interrupt;
                break;
            case TraceKind.LockWaitEnd when record.Peer >= 0 && record.Peer != record.Cpu && record.Argument > 0:
                trace.Link(record.Peer, State(record.Peer).Running, "waited for");
                break;
            case TraceKind.PendingSet:
                Remember(record);
                break;
            case TraceKind.SpuriousRun:
                foreach ((int other, long interrupt) in Remembered(record.Line)) trace.Link(other, interrupt, "runs again for");
                Remembered(record.Line).Clear();
                break;
            case TraceKind.Coalesced:
                trace.Link(record.Cpu, record.Argument, "merged into");
                Close(cpu, trace);
                return;
            case TraceKind.Masked:
                Close(cpu, trace);
                return;
            case TraceKind.Dropped:
                if (record.Peer >= 0) trace.Link(record.Peer, State(record.Peer).Running, "dropped behind");
                // Who is in progress finds PENDING set before it leaves, and runs the handler for it.
                if (record.Peer >= 0 && trace.Records.Exists(earlier => earlier.Kind == TraceKind.PendingSet))
                    trace.Link(record.Peer, State(record.Peer).Running, "run elsewhere by");
                // A flow handler's drop still returns; what never reached the CPU does not.
                if (!trace.Records.Exists(earlier => earlier.Kind == TraceKind.Dispatched)) Close(cpu, trace);
                return;
            case TraceKind.Returned:
                Close(cpu, trace);
                return;
            default:
                break;
        }

        if (record.Interrupt == 0) Close(cpu, trace);
        else if (cpu.Open.Count > MostOpen) Close(cpu, cpu.Open[0]);
    }

    /// <summary>Gives out what is still open: pending at the end.</summary>
    public void Finish()
    {
        foreach (CpuState? cpu in _cpus)
        {
            while (cpu is { Open.Count: > 0 }) Close(cpu, cpu.Open[0]);
        }
    }

    private InterruptTrace Find(CpuState cpu, in TraceRecord record)
    {
        for (int i = cpu.Open.Count - 1; i >= 0; i--)
        {
            if (cpu.Open[i].Interrupt == record.Interrupt) return cpu.Open[i];
        }

        InterruptTrace trace = _spare.TryPop(out InterruptTrace? spare) ? spare : new InterruptTrace();
        trace.Reset(record.Cpu, record.Interrupt);
        cpu.Open.Add(trace);
        return trace;
    }

    private void Remember(in TraceRecord record)
    {
        List<(int, long)> remembered = Remembered(record.Line);
        // PENDING is one bit: who set it is known, who found it set is not remembered by the kernel either.
        if (remembered.Count < 1) remembered.Add((record.Cpu, record.Interrupt));
    }

    private List<(int Cpu, long Interrupt)> Remembered(short line)
    {
        if (!_remembered.TryGetValue(line, out List<(int, long)>? remembered)) _remembered[line] = remembered = [];
        return remembered;
    }

    private void Close(CpuState cpu, InterruptTrace trace)
    {
        cpu.Open.Remove(trace);
        done(trace);
        _spare.Push(trace);
    }

    private CpuState State(int cpu)
    {
        if (cpu >= _cpus.Length) Array.Resize(ref _cpus, Math.Max(2 * _cpus.Length, cpu + 1));
        return _cpus[cpu] ??= new CpuState();
    }

    private sealed class CpuState
    {
        public List<InterruptTrace> Open { get; } = [];

        public long Running { get; set; }
    }
}
