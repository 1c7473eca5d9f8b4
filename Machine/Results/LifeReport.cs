namespace Tickstorm.Results;

/// <summary>What CPUs did that idle, wake, are interrupted in interrupts and have softirqs; sums over all of them.</summary>
/// <param name="Wakes">How often a CPU left its idle loop.</param>
/// <param name="TickStops">How often a CPU stopped its tick.</param>
/// <param name="OtherTimers">Interrupts of local timers for a task's hrtimer alone.</param>
/// <param name="Nested">Handlers that another interrupt interrupted.</param>
/// <param name="SoftirqThreads">How often softirqs were left to their thread.</param>
/// <param name="SoftirqDelayNs">From raising softirqs to their first instruction.</param>
/// <param name="SoftirqDelayBuckets">Histogram of that, (upper bound in ns, count), ascending.</param>
/// <param name="CallWaitNs">From sending a call function to its end, where senders wait.</param>
/// <param name="CallWaitTotalNs">The sum of these waits.</param>
/// <param name="Timekeeping">Who kept time; null where CPUs do not idle and wake.</param>
/// <param name="Hrtimer">Drivers' hrtimers; null where there are none.</param>
/// <param name="GracePeriods">RCU's grace periods; null where there are none.</param>
/// <param name="Calls">The calls that their senders wait for; null where there are none.</param>
public sealed record LifeReport(
    long Wakes, long TickStops, long OtherTimers, long Nested, long SoftirqThreads, Percentiles SoftirqDelayNs,
    IReadOnlyList<(long UpToNs, long Count)> SoftirqDelayBuckets, Percentiles CallWaitNs, long CallWaitTotalNs,
    TimekeepingReport? Timekeeping, HrtimerReport? Hrtimer, GracePeriodReport? GracePeriods, IpiTotals? Calls);

/// <summary>Who advanced jiffies, and how.</summary>
/// <param name="Owner">The CPU with the duty at the end; null for nobody.</param>
/// <param name="HandOvers">How often a CPU took the duty that nobody had.</param>
/// <param name="Updates">Updates that advanced jiffies, one do_timer each.</param>
/// <param name="Forced">Of these, those of CPUs that had found jiffies unchanged at too many of their ticks.</param>
/// <param name="ForcedCalls">CPUs that took the lock for such an update; those beyond the updates found nothing left to do.</param>
/// <param name="TurnedAway">CPUs that the gate turned away instead.</param>
/// <param name="LargestStep">The most jiffies that one of them added.</param>
public sealed record TimekeepingReport(
    int? Owner, long HandOvers, long Updates, long Forced, long ForcedCalls, long TurnedAway, long LargestStep);

/// <summary>What /proc/timer_list counts of timer interrupts that do not end; sums over all CPUs.</summary>
/// <param name="Runs">Callbacks of drivers' hrtimers.</param>
/// <param name="Retries">nr_retries: the next expiry had passed before it could be programmed.</param>
/// <param name="Hangs">nr_hangs: interrupts that gave up; from 2.6.29 to 2.6.32, those that raised min_delta_ns.</param>
/// <param name="MaxHangNs">max_hang_time, ns.</param>
/// <param name="MinDeltaNs">The largest min_delta_ns that a hanging interrupt has set, ns; 0 for none.</param>
public sealed record HrtimerReport(long Runs, long Retries, long Hangs, long MaxHangNs, long MinDeltaNs);

/// <summary>RCU's grace periods.</summary>
/// <param name="Begun">How many began.</param>
/// <param name="Completed">How many ended.</param>
/// <param name="LongestNs">The longest of these, ns.</param>
/// <param name="OpenSinceNs">Since when one is open at the end, ns; null when none is.</param>
/// <param name="WaitsFor">The CPUs that the open one waits for, ascending.</param>
public sealed record GracePeriodReport(long Begun, long Completed, long LongestNs, long? OpenSinceNs, IReadOnlyList<int> WaitsFor);
