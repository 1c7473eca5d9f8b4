using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Sampling;

/// <summary>Lets a budget's worth of interrupts through, whole: anomalies (late, coalesced, masked, dropped) and whom they waited for first, one in k of the rest, within the caps.</summary>
/// <remarks>
/// What an interrupt turns out to be is known only at its end, so records wait in a queue until those before them are decided;
/// the total order is kept. The choice depends on CPU and number alone, so that a replay repeats it.
/// </remarks>
public sealed class SamplingSink : ITraceSink
{
    /// <summary>More than this waits only behind interrupts whose end never comes; they are kept as pending.</summary>
    private const int MostWaiting = 1 << 18;
    private readonly ITraceSink _inner;
    private readonly TraceBudget _budget;
    private readonly TraceRunInfo _info;
    private readonly Queue<(TraceRecord Record, SampledInterrupt? Owner)> _waiting = new();
    private readonly List<TraceRecord> _out = [];
    private CpuState?[] _cpus = new CpuState?[16];
    private long _second = -1;
    private long _inSecond;

    /// <summary>A filter before <paramref name="inner"/>.</summary>
    public SamplingSink(ITraceSink inner, TraceBudget budget, TraceRunInfo info)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(info);
        _inner = inner;
        _budget = budget;
        _info = info;
    }

    /// <summary>Interrupts written.</summary>
    public long Kept { get; private set; }

    /// <summary>Ordinary interrupts left out as one of k.</summary>
    public long LeftOutBySampling { get; private set; }

    /// <summary>Interrupts left out because their CPU's cap was reached.</summary>
    public long LeftOutByCpuCap { get; private set; }

    /// <summary>Interrupts left out because the second's cap was reached.</summary>
    public long LeftOutByTimeCap { get; private set; }

    /// <summary>All that were left out.</summary>
    public long LeftOut => LeftOutBySampling + LeftOutByCpuCap + LeftOutByTimeCap;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (ref readonly TraceRecord record in records) Take(record);
        Release();
    }

    /// <summary>Decides what is open and lets it through.</summary>
    public void Finish()
    {
        foreach (CpuState? cpu in _cpus)
        {
            if (cpu is null) continue;
            foreach (SampledInterrupt open in cpu.Open) Decide(cpu, open, _second < 0 ? 0 : _second * 1_000_000_000);
            cpu.Open.Clear();
        }

        Release();
    }

    private void Take(in TraceRecord record)
    {
        if (record.Interrupt == 0)
        {
            _waiting.Enqueue((record, null));
            return;
        }

        CpuState cpu = State(record.Cpu);
        SampledInterrupt interrupt = cpu.Find(record.Interrupt);
        _waiting.Enqueue((record, interrupt));
        bool over = false;
        switch (record.Kind)
        {
            case TraceKind.Accepted:
                interrupt.AcceptedAt(record.Time);
                break;
            case TraceKind.Dispatched:
                interrupt.DispatchedAt(record.Time, _info.ApicDeliverNs);
                cpu.Running = interrupt;
                break;
            case TraceKind.LockWaitEnd:
                interrupt.WaitEnded(record.Argument);
                if (interrupt.WaitedNs > _info.LateNs) Involve(record.Peer);
                break;
            case TraceKind.Dropped:
                interrupt.Anomaly = true;
                Involve(record.Peer);
                over = !interrupt.Dispatched;
                break;
            case TraceKind.Coalesced or TraceKind.Masked:
                interrupt.Anomaly = over = true;
                break;
            case TraceKind.SpuriousRun:
                interrupt.Anomaly = true;
                break;
            case TraceKind.Returned:
                over = true;
                break;
            default:
                break;
        }

        if (!over) return;
        Decide(cpu, interrupt, record.Time);
        cpu.Open.Remove(interrupt);
    }

    // Whoever held the lock belongs to the story, unless it was decided already.
    private void Involve(int cpu)
    {
        if (cpu >= 0 && State(cpu).Running is { Decision: Decision.Open } holder) holder.Anomaly = true;
    }

    private void Decide(CpuState cpu, SampledInterrupt interrupt, long timeNs)
    {
        if (interrupt.Decision != Decision.Open) return;
        bool anomaly = interrupt.Anomaly || interrupt.WaitedNs > _info.LateNs || !interrupt.Dispatched;
        interrupt.Decision = Decision.LeaveOut;
        long second = timeNs / 1_000_000_000;
        if (second != _second)
        {
            _second = second;
            _inSecond = 0;
        }

        if (!anomaly && !OneOfMany(cpu.Number, interrupt.Number)) LeftOutBySampling++;
        else if (_budget.PerCpu > 0 && cpu.Kept >= _budget.PerCpu) LeftOutByCpuCap++;
        else if (_budget.PerSecond > 0 && _inSecond >= _budget.PerSecond) LeftOutByTimeCap++;
        else Keep(cpu, interrupt);
    }

    private void Keep(CpuState cpu, SampledInterrupt interrupt)
    {
        interrupt.Decision = Decision.Keep;
        cpu.Kept++;
        _inSecond++;
        Kept++;
    }

    private bool OneOfMany(int cpu, long number)
    {
        if (_budget.OneIn <= 1) return _budget.OneIn == 1;
        ulong mixed = ((ulong)(uint)cpu * 0x9e3779b97f4a7c15) ^ ((ulong)number * 0xbf58476d1ce4e5b9);
        mixed = (mixed ^ (mixed >> 31)) * 0x94d049bb133111eb;
        return (mixed >> 20) % (ulong)_budget.OneIn == 0;
    }

    private void Release()
    {
        while (_waiting.TryPeek(out (TraceRecord Record, SampledInterrupt? Owner) head))
        {
            if (head.Owner is { Decision: Decision.Open } owner)
            {
                if (_waiting.Count <= MostWaiting) break;
                CpuState cpu = State(head.Record.Cpu);
                Decide(cpu, owner, head.Record.Time);
            }

            _waiting.Dequeue();
            if (head.Owner is null or { Decision: Decision.Keep }) _out.Add(head.Record);
        }

        if (_out.Count == 0) return;
        _inner.Write(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_out));
        _out.Clear();
    }

    private CpuState State(int cpu)
    {
        if (cpu >= _cpus.Length) Array.Resize(ref _cpus, Math.Max(2 * _cpus.Length, cpu + 1));
        return _cpus[cpu] ??= new CpuState(cpu);
    }

    private sealed class CpuState(int number)
    {
        public int Number => number;

        public List<SampledInterrupt> Open { get; } = [];

        public SampledInterrupt? Running { get; set; }

        public long Kept { get; set; }

        public SampledInterrupt Find(long interrupt)
        {
            for (int i = Open.Count - 1; i >= 0; i--)
            {
                if (Open[i].Number == interrupt) return Open[i];
            }

            SampledInterrupt opened = new(interrupt);
            Open.Add(opened);
            return opened;
        }
    }
}
