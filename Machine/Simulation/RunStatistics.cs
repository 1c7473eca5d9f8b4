using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>What one owner's committed executions measured: a worker's, or a silo's.</summary>
/// <param name="perCpu">True to keep each CPU's first drop.</param>
public sealed partial class RunStatistics(bool perCpu)
{
    private const int Reasons = 16;
    private readonly Dictionary<long, (long Count, long Total)> _late = [];
    private readonly long[] _losses = new long[Reasons];

    // How many timers met the same fate at a restore.
    private readonly SortedDictionary<(long Extra, long LateNs), long> _fates = [];
    private readonly LatencyHistogram[] _waits = [.. Enum.GetValues<LockWaitKind>().Select(_ => new LatencyHistogram())];

    internal LatencyHistogram Latency { get; } = new();

    internal List<Detected> Detections { get; } = [];

    internal WorstTick? Worst { get; private set; }

    internal LatencyHistogram SoftirqDelays { get; } = new();

    internal LatencyHistogram CallWaits { get; } = new();

    internal LatencyHistogram MovedTimers { get; } = new();

    internal long LockWaitTotal => _waits.Sum(waits => waits.Total);

    internal long LockWaitMax => _waits.Max(waits => waits.Max);

    internal int LongestQueue { get; private set; }

    internal DropRecord? FirstDrop { get; private set; }

    internal Dictionary<int, DropRecord> FirstDrops { get; } = [];

    /// <summary>Adds what a committed execution of a process measured.</summary>
    public void Fold(int process, ReadOnlySpan<Statistic> statistics)
    {
        foreach (ref readonly Statistic s in statistics)
        {
            switch ((StatisticKind)s.Kind)
            {
                case StatisticKind.Latency:
                    Latency.Add(s.Value, s.Count);
                    if (IsWorse(s.Value, process, s.Extra)) Worst = new WorstTick(s.Value, process, s.Extra);
                    break;
                case StatisticKind.Late:
                    (long count, long total) = _late.GetValueOrDefault(s.Extra);
                    _late[s.Extra] = (count + s.Count, total + s.Value * s.Count);
                    break;
                case StatisticKind.LockWait:
                    LockWait wait = LockWait.Unpack(in s);
                    _waits[(int)wait.Lock].Add(wait.WaitNs, 1);
                    // Those left behind and the one that has just acquired stood in the queue together.
                    LongestQueue = Math.Max(LongestQueue, wait.Left > 0 || wait.WaitNs > 0 ? (int)wait.Left + 1 : 0);
                    break;
                case StatisticKind.SoftirqDelay:
                    SoftirqDelays.Add(s.Value, s.Count);
                    break;
                case StatisticKind.CallWait:
                    CallWaits.Add(s.Value, s.Count);
                    break;
                case StatisticKind.TimerFate:
                    AddFate((s.Extra, s.Value), s.Count);
                    break;
                case StatisticKind.MovedTimer:
                    MovedTimers.Add(s.Value, s.Count);
                    break;
                case StatisticKind.Detected:
                    Detections.Add(Detected.Unpack(s.Value, s.Extra));
                    break;
                case StatisticKind.Loss:
                    _losses[s.Value] += s.Count;
                    break;
                default:
                    AddDrop(process, in s);
                    break;
            }
        }
    }

    internal void Merge(RunStatistics other)
    {
        Latency.Add(other.Latency);
        SoftirqDelays.Add(other.SoftirqDelays);
        CallWaits.Add(other.CallWaits);
        MovedTimers.Add(other.MovedTimers);
        foreach (((long, long) fate, long count) in other._fates) AddFate(fate, count);
        Detections.AddRange(other.Detections);
        for (int i = 0; i < _waits.Length; i++) _waits[i].Add(other._waits[i]);
        if (other.Worst is { } worst && IsWorse(worst.LatencyNs, worst.Cpu, worst.Interrupt)) Worst = worst;
        LongestQueue = Math.Max(LongestQueue, other.LongestQueue);
        for (int i = 0; i < Reasons; i++) _losses[i] += other._losses[i];
        foreach ((long key, (long count, long total)) in other._late)
        {
            (long mine, long sum) = _late.GetValueOrDefault(key);
            _late[key] = (mine + count, sum + total);
        }

        if (other.FirstDrop is { } drop) KeepFirst(drop);
        foreach ((int cpu, DropRecord record) in other.FirstDrops) FirstDrops.TryAdd(cpu, record);
    }

    /// <summary>Why ticks were lost, most first; <paramref name="neverRaised"/> is known at the end alone.</summary>
    internal IReadOnlyList<TickLoss> Losses(long neverRaised) =>
    [
        .. _losses.Select((count, reason) => new TickLoss((DropReason)reason, count)).Append(new(DropReason.NotArmed, neverRaised))
            .Where(loss => loss.Count > 0).OrderByDescending(loss => loss.Count).ThenBy(loss => loss.Reason),
    ];

    /// <summary>Waits by what was waited for; what nobody asked for is left out.</summary>
    internal IReadOnlyList<LockWaitBuckets> LockWaits() =>
    [
        .. _waits.Select((waits, kind) => new LockWaitBuckets((LockWaitKind)kind, [.. waits.Buckets()]))
            .Where(waits => waits.Buckets.Count > 0),
    ];

    internal IReadOnlyList<LateCause> LateCauses() =>
    [
        .. _late.Select(
            late => new LateCause(((LateCauseKind)(late.Key & 0xff)).Name(), (int)(late.Key >> 8), late.Value.Count, late.Value.Total))
            .OrderByDescending(cause => cause.TotalNs).ThenBy(cause => cause.Cause, StringComparer.Ordinal).ThenBy(cause => cause.Id),
    ];

    /// <summary>What became of timers at a restore, by the number of the snapshot.</summary>
    internal IReadOnlyList<(TimerFateKind Kind, long LateNs, long Count)> FatesOf(int snapshot) =>
    [
        .. _fates.Select(fate => (Fate: TimerFate.Unpack(fate.Key.Extra, fate.Key.LateNs), Count: fate.Value))
            .Where(fate => fate.Fate.Snapshot == snapshot).Select(fate => (fate.Fate.Kind, fate.Fate.LateNs, fate.Count)),
    ];

    private void AddFate((long, long) fate, long count) => _fates[fate] = _fates.GetValueOrDefault(fate) + count;

    private void AddDrop(int cpu, in Statistic s)
    {
        FirstDrop first = Processes.FirstDrop.Unpack(in s);
        DropRecord drop = new(
            first.TimeNs, cpu, first.Reason, first.Remembered, first.Line, first.Holder < 0 ? null : first.Holder);
        KeepFirst(drop);
        if (perCpu) FirstDrops.TryAdd(cpu, drop);
    }

    // Of ticks that were equally late it is the first of the lowest CPU, whoever folds them.
    private bool IsWorse(long latencyNs, int cpu, long interrupt) =>
        Worst is null || latencyNs > Worst.LatencyNs
        || latencyNs == Worst.LatencyNs && (cpu < Worst.Cpu || cpu == Worst.Cpu && interrupt < Worst.Interrupt);

    private void KeepFirst(DropRecord drop)
    {
        if (FirstDrop is { } first && (first.TimeNs, first.Cpu).CompareTo((drop.TimeNs, drop.Cpu)) <= 0) return;
        FirstDrop = drop;
    }
}
