namespace Tickstorm.Results;

/// <summary>What CPUs did that idle, wake, are interrupted in interrupts and have softirqs; sums over all of them.</summary>
/// <param name="Wakes">How often a CPU left its idle loop.</param>
/// <param name="TickStops">How often a CPU stopped its tick.</param>
/// <param name="OtherTimers">Interrupts of local timers for a task's hrtimer alone.</param>
/// <param name="Nested">Handlers that another interrupt interrupted.</param>
/// <param name="SoftirqThreads">How often softirqs were left to their thread.</param>
/// <param name="SoftirqDelayNs">From raising softirqs to their first instruction.</param>
/// <param name="SoftirqDelayBuckets">Histogram of that, (upper bound in ns, count), ascending.</param>
/// <param name="Timekeeping">Who kept time; null where CPUs do not idle and wake.</param>
public sealed record LifeReport(
    long Wakes, long TickStops, long OtherTimers, long Nested, long SoftirqThreads, Percentiles SoftirqDelayNs,
    IReadOnlyList<(long UpToNs, long Count)> SoftirqDelayBuckets, TimekeepingReport? Timekeeping);

/// <summary>Who advanced jiffies, and how.</summary>
/// <param name="Owner">The CPU with the duty at the end; null for nobody.</param>
/// <param name="HandOvers">How often a CPU took the duty that nobody had.</param>
/// <param name="Updates">Updates that advanced jiffies, one do_timer each.</param>
/// <param name="Forced">Of these, those of CPUs that had found jiffies unchanged at too many of their ticks.</param>
/// <param name="LargestStep">The most jiffies that one of them added.</param>
public sealed record TimekeepingReport(int? Owner, long HandOvers, long Updates, long Forced, long LargestStep);
