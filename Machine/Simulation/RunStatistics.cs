using Tickstorm.Engine;
using Tickstorm.Processes;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>What one worker's committed executions measured.</summary>
internal sealed partial class RunStatistics(bool perCpu)
{
    private readonly Dictionary<long, (long Count, long Total)> _late = [];

    public LatencyHistogram Latency { get; } = new();

    public LatencyHistogram LockWaits { get; } = new();

    public long LockWaitTotal { get; private set; }

    public long LockWaitMax { get; private set; }

    public int LongestQueue { get; private set; }

    public DropRecord? FirstDrop { get; private set; }

    public Dictionary<int, DropRecord> FirstDrops { get; } = [];

    public void Fold(int process, ReadOnlySpan<Statistic> statistics)
    {
        foreach (ref readonly Statistic s in statistics)
        {
            switch ((StatisticKind)s.Kind)
            {
                case StatisticKind.Latency:
                    Latency.Add(s.Value, s.Count);
                    break;
                case StatisticKind.Late:
                    (long count, long total) = _late.GetValueOrDefault(s.Extra);
                    _late[s.Extra] = (count + s.Count, total + s.Value * s.Count);
                    break;
                case StatisticKind.LockWait:
                    LockWaits.Add(s.Value, 1);
                    LockWaitTotal += s.Value;
                    LockWaitMax = Math.Max(LockWaitMax, s.Value);
                    // Those left behind and the one that has just acquired stood in the queue together.
                    LongestQueue = Math.Max(LongestQueue, s.Extra > 0 || s.Value > 0 ? (int)s.Extra + 1 : 0);
                    break;
                default:
                    AddDrop(process, in s);
                    break;
            }
        }
    }

    public void Merge(RunStatistics other)
    {
        Latency.Add(other.Latency);
        LockWaits.Add(other.LockWaits);
        LockWaitTotal += other.LockWaitTotal;
        LockWaitMax = Math.Max(LockWaitMax, other.LockWaitMax);
        LongestQueue = Math.Max(LongestQueue, other.LongestQueue);
        foreach ((long key, (long count, long total)) in other._late)
        {
            (long mine, long sum) = _late.GetValueOrDefault(key);
            _late[key] = (mine + count, sum + total);
        }

        if (other.FirstDrop is { } drop) KeepFirst(drop);
        foreach ((int cpu, DropRecord record) in other.FirstDrops) FirstDrops.TryAdd(cpu, record);
    }

    public IReadOnlyList<LateCause> LateCauses() =>
    [
        .. _late.Select(
            late => new LateCause(CauseName((LateCauseKind)(late.Key & 0xff)), (int)(late.Key >> 8), late.Value.Count, late.Value.Total))
            .OrderByDescending(cause => cause.TotalNs).ThenBy(cause => cause.Cause, StringComparer.Ordinal).ThenBy(cause => cause.Id),
    ];

    private static string CauseName(LateCauseKind kind) => kind switch
    {
        LateCauseKind.Line => "line",
        LateCauseKind.Lock => "lock",
        LateCauseKind.Vector => "vector",
        LateCauseKind.IrqsOff => "irqs-off",
        LateCauseKind.Steal => "steal",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private void AddDrop(int cpu, in Statistic s)
    {
        int holder = (int)(s.Extra >> 32) - 1;
        DropRecord drop = new(
            s.Value, cpu, ((DropReason)s.Count).Name(), (s.Extra & 1) != 0, (int)(s.Extra >> 1 & 0x7fff), holder < 0 ? null : holder);
        KeepFirst(drop);
        if (perCpu) FirstDrops.TryAdd(cpu, drop);
    }

    private void KeepFirst(DropRecord drop)
    {
        if (FirstDrop is { } first && (first.TimeNs, first.Cpu).CompareTo((drop.TimeNs, drop.Cpu)) <= 0) return;
        FirstDrop = drop;
    }
}
