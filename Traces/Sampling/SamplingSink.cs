using System.Runtime.InteropServices;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Sampling;

/// <summary>
/// Lets a budget's worth of interrupts through, whole: anomalies (late, coalesced, masked, dropped) and whom they waited for first, one in
/// k of the rest, within the caps.
/// </summary>
/// <remarks>
/// What an interrupt turns out to be is known only at its end, so its records wait until then; what is left out is forgotten at once.
/// The total order is kept. Decisions depend on the records alone, not on batches or on ordinary interrupts, so that a replay repeats them,
/// and an engine that leaves out windows without an anomaly gives the same file.
/// </remarks>
public sealed class SamplingSink : ITraceSink
{
    /// <summary>
    /// What is still open after so long is no ordinary interrupt. It is kept, so that not everything after it waits for its end.
    /// </summary>
    private const long LongestOpenNs = 20_000_000;
    private readonly ITraceSink _inner;
    private readonly TraceBudget _budget;
    private readonly InterruptLives<SampledInterrupt> _lives;
    private readonly Queue<SampledInterrupt> _order = new();
    private readonly PriorityQueue<TraceRecord, (long, int, uint)> _kept = new();
    private readonly List<TraceRecord> _out = [];
    private SampledCpu?[] _cpus = new SampledCpu?[16];
    private long _second = -1;
    private long _inSecond;
    private long _ordinary;
    private (long LatencyNs, int Cpu, long Interrupt) _worst = (-1, 0, 0);

    /// <summary>A filter before <paramref name="inner"/>.</summary>
    public SamplingSink(ITraceSink inner, TraceBudget budget, TraceRunInfo info)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(info);
        _inner = inner;
        _budget = budget;
        _lives = new InterruptLives<SampledInterrupt>(info);
    }

    /// <inheritdoc/>
    public bool AnomaliesOnly => _budget.OneIn == 0;

    /// <summary>Interrupts written.</summary>
    public long Kept { get; private set; }

    /// <summary>Anomalies, or ordinary interrupts that were one of k, left out because their CPU's cap was reached.</summary>
    public long LeftOutByCpuCap { get; private set; }

    /// <summary>The same because the second's cap was reached.</summary>
    public long LeftOutByTimeCap { get; private set; }

    /// <summary>
    /// True when an interrupt is, of the ticks that were let through and handled, the one that started latest after its expiry: the first
    /// such by CPU and number.
    /// </summary>
    public bool IsWorst(int cpu, long interrupt) => _worst.LatencyNs >= 0 && (_worst.Cpu, _worst.Interrupt) == (cpu, interrupt);

    /// <summary>
    /// Ordinary interrupts left out as one of many, out of <paramref name="interrupts"/> in the run; when null, out of those that were
    /// seen.
    /// </summary>
    public long LeftOutBySampling(long? interrupts = null) =>
        interrupts is { } all ? all - Kept - LeftOutByCpuCap - LeftOutByTimeCap : _ordinary;

    /// <summary>All that were left out, counted as in <see cref="LeftOutBySampling"/>.</summary>
    public long LeftOut(long? interrupts = null) => LeftOutBySampling(interrupts) + LeftOutByCpuCap + LeftOutByTimeCap;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (ref readonly TraceRecord record in records)
        {
            DecideOverdue(record.Time);
            Take(record);
        }

        Release();
    }

    /// <summary>Decides what is open and lets it through.</summary>
    public void Finish()
    {
        _lives.CloseAll(open => Decide(open, Math.Max(0, _second) * 1_000_000_000));
        _order.Clear();
        Release();
    }

    private void Take(in TraceRecord record)
    {
        if (record.Interrupt == 0)
        {
            // IPIs that were sent, turns of a host CPU and exits between interrupts are many, and belong to no interrupt.
            bool isOneOfMany = record.Kind is TraceKind.IpiSent or TraceKind.Stolen or TraceKind.VmExit or TraceKind.SoftirqRan;
            if (!isOneOfMany || OneOfMany(record.Cpu, record.Time))
                _kept.Enqueue(record, record.Order);
            return;
        }

        SampledCpu cpu = State(record.Cpu);
        if (_lives.Find(record.Cpu, record.Interrupt) is null && cpu.Recent(record.Interrupt) is { } decided)
        {
            if (decided == Decision.Keep) _kept.Enqueue(record, record.Order);
            return;
        }

        SampledInterrupt interrupt = _lives.Follow(record);
        if (interrupt.First == record.Order) _order.Enqueue(interrupt);
        if (interrupt.Decision == Decision.Keep) _kept.Enqueue(record, record.Order);
        else if (interrupt.Decision == Decision.Open) interrupt.Records.Add(record);
        bool behind = record.Kind == TraceKind.Dropped || (record.Kind == TraceKind.LockWaitEnd && IsHeldUp(interrupt));
        if (behind) Involve(record.Peer);
        if (!interrupt.IsOver) return;
        Decide(interrupt, record.Time);
        cpu.Remember(interrupt);
        _lives.Forget(interrupt);
    }

    // Whoever held the lock belongs to the story, unless it was decided already.
    private void Involve(int cpu)
    {
        if (cpu >= 0 && _lives.Find(cpu, _lives.Running(cpu)) is { Decision: Decision.Open } holder) holder.Involved = true;
    }

    private void DecideOverdue(long nowNs)
    {
        while (_order.TryPeek(out SampledInterrupt? first) && (first.Decision != Decision.Open || nowNs - first.First.Time > LongestOpenNs))
        {
            if (first.Decision == Decision.Open)
            {
                first.Involved = true;
                Decide(first, first.First.Time + LongestOpenNs);
            }

            _order.Dequeue();
            // One that was decided early is still followed.
            if (_lives.Find(first.Cpu, first.Number) != first) _lives.Recycle(first);
        }
    }

    private bool IsHeldUp(SampledInterrupt interrupt) => interrupt.HeldUpNs > _lives.Info.LateNs;

    private void Decide(SampledInterrupt interrupt, long timeNs)
    {
        if (interrupt.Decision != Decision.Open) return;
        SampledCpu cpu = State(interrupt.Cpu);
        bool anomaly = interrupt.Involved || interrupt.Loss is not null || interrupt.RanAgain || interrupt.IsLate || IsHeldUp(interrupt)
            || !interrupt.IsDispatched;
        interrupt.Decision = Decision.LeaveOut;
        if (!anomaly && !OneOfMany(interrupt.Cpu, interrupt.Number)) _ordinary++;
        else if (_budget.PerCpu > 0 && cpu.Kept >= _budget.PerCpu) LeftOutByCpuCap++;
        else if (IsFull(timeNs / 1_000_000_000)) LeftOutByTimeCap++;
        else Keep(cpu, interrupt);
        interrupt.Records.Clear();
    }

    private bool IsFull(long second)
    {
        if (second > _second)
        {
            _second = second;
            _inSecond = 0;
        }

        return _budget.PerSecond > 0 && _inSecond >= _budget.PerSecond;
    }

    private void Keep(SampledCpu cpu, SampledInterrupt interrupt)
    {
        interrupt.Decision = Decision.Keep;
        if (interrupt is { IsTick: true, StartedNs: >= 0 })
        {
            long latencyNs = interrupt.StartedNs - interrupt.RaisedNs;
            if ((latencyNs, -interrupt.Cpu, -interrupt.Number).CompareTo((_worst.LatencyNs, -_worst.Cpu, -_worst.Interrupt)) > 0)
                _worst = (latencyNs, interrupt.Cpu, interrupt.Number);
        }

        foreach (TraceRecord record in interrupt.Records) _kept.Enqueue(record, record.Order);
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

    // What stands before the first undecided interrupt can be overtaken by nothing.
    private void Release()
    {
        DecideOverdue(0);
        bool waits = _order.TryPeek(out SampledInterrupt? first);
        while (_kept.TryPeek(out TraceRecord record, out (long, int, uint) key) && (!waits || key.CompareTo(first!.First) < 0))
        {
            _kept.Dequeue();
            _out.Add(record);
        }

        if (_out.Count == 0) return;
        _inner.Write(CollectionsMarshal.AsSpan(_out));
        _out.Clear();
    }

    private SampledCpu State(int cpu)
    {
        if (cpu >= _cpus.Length) Array.Resize(ref _cpus, Math.Max(2 * _cpus.Length, cpu + 1));
        return _cpus[cpu] ??= new SampledCpu();
    }
}
