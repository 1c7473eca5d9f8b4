using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds tasks that make the timers of a machine's CPUs run as they did.</summary>
internal static class TaskFinder
{
    private const int MostSleeps = 64, FewTicks = 12;
    private const long ShortestNs = 1_000, LongestNs = 1_000_000_000_000;

    /// <summary>
    /// The timer that wakes an idle CPU: its ticks are those at which timers of the wheel ran, and between two of them it sleeps. Null for
    /// a CPU that never ticked.
    /// </summary>
    public static TaskLoad? OfIdle(int cpu, CpuObservation observed, long windowNs, long periodNs)
    {
        List<long> ticks = observed.Ticks.Times;
        if (ticks.Count == 0) return null;
        SortedDictionary<long, int> sleeps = [];
        long between = 0;
        for (int i = 1; i < ticks.Count; i++)
        {
            long periods = Math.Max(1, (ticks[i] - ticks[i - 1] + periodNs / 2) / periodNs);
            between += periods;
            Count(sleeps, periods);
        }

        // From the last one around the capture's ends to the first one: a sleep as the others, so that what goes on for longer does so as
        // it began, and a period less, so that all of them fit in a run as long as the capture. Of a few it would be most of the time:
        // there it is the phase.
        long around = Math.Max(1, windowNs / periodNs - between);
        bool isPhase = ticks.Count < FewTicks;
        if (!isPhase) Count(sleeps, Math.Max(1, around - 1));
        else if (sleeps.Count == 0) Count(sleeps, Math.Max(1, windowNs / periodNs));
        // IPIs wake it too.
        long busy = observed.BusyNs / (ticks.Count + observed.Reschedules + observed.Calls);
        return new TaskLoad
        {
            Cpus = [cpu], SleepNs = Sleep(sleeps.First().Key, periodNs), Sleeps = Table(sleeps, periodNs),
            FirstNs = isPhase ? Sleep(ticks.Count == 1 ? (around + 1) / 2 : around, periodNs) : 0,
            RunNs = Math.Clamp(busy, ShortestNs, periodNs / 8), IsConstant = true, Timer = TaskTimer.Wheel,
        };
    }

    /// <summary>
    /// A task that runs most of the time, and sleeps for whole stretches of it; null when it never does. Where it sleeps for long, or there
    /// are more ticks than it has time to run, the CPU's timers are those of <see cref="OfIdle"/>.
    /// </summary>
    public static TaskLoad? OfBusy(int cpu, CpuObservation observed, long windowNs, long periodNs)
    {
        (int count, long ns) = observed.Phases.Idle;
        if (count == 0 || ns * 50 < windowNs) return null;
        if (observed.IdleNs * 3 > windowNs || observed.Ticks.Count * periodNs * 20 > (windowNs - ns) * 21)
            return OfIdle(cpu, observed, windowNs, periodNs);
        // A capture that begins while it is busy begins with the shortest sleep there is. What is busy at the end was not seen to stop:
        // where that is all there was, the load has begun for good.
        long first = observed.Phases.FirstIdleNs;
        bool endsBusy = observed.Phases.EndsBusy;
        int between = count - (first > 0 ? 1 : 0) - (endsBusy ? 0 : 1);
        return new TaskLoad
        {
            Cpus = [cpu], IsConstant = true, FirstNs = Math.Max(ShortestNs, first),
            SleepNs = Math.Max(ShortestNs, count == 1 && first > 0 ? first : (ns - first) / Math.Max(1, count - (first > 0 ? 1 : 0))),
            RunNs = between == 0 && endsBusy ? LongestNs : Math.Max(ShortestNs, (windowNs - ns) / (between + 1)),
        };
    }

    /// <summary>A task beside the one that never sleeps: its hrtimers are the timer interrupts that were no ticks.</summary>
    public static TaskLoad? Beside(int cpu, CpuObservation observed, long windowNs)
    {
        long others = observed.Entered.Count - observed.Ticks.Count;
        if (others < 2 || windowNs / others is not (> 100_000 and var every)) return null;
        long run = Math.Clamp(every / 50, ShortestNs, 50_000);
        return new TaskLoad { Cpus = [cpu], SleepNs = Math.Min(LongestNs, every - run), RunNs = run };
    }

    /// <summary>The hrtimers of a CPU as one, whether it runs or idles: its timer interrupts that were no ticks.</summary>
    public static CpuHrtimer? Hrtimer(int cpu, CpuObservation observed, long windowNs)
    {
        // Timers that expire in the interrupt of a tick, or together, make no interrupt of their own.
        long others = observed.Entered.Count > 0 ? observed.Entered.Count - observed.Ticks.Count : observed.OtherTimers;
        if (others < 2) return null;
        long every = Regular(observed.Others) ?? windowNs / others;
        return new CpuHrtimer { Cpus = [cpu], IntervalNs = Math.Clamp(every, ShortestNs, LongestNs) };
    }

    // The interval of a timer that keeps its own time: its interrupts are late or missing now and then, but seldom early.
    private static long? Regular(IReadOnlyList<long>? times)
    {
        if (times is not { Count: >= MostSleeps }) return null;
        List<long> gaps = [.. times.Zip(times.Skip(1), (one, next) => next - one).Order()];
        (long early, long middle) = (gaps[gaps.Count / 4], gaps[gaps.Count / 2]);
        return (middle - early) * 5 > middle ? null : middle;
    }

    private static void Count(SortedDictionary<long, int> sleeps, long periods) =>
        sleeps[periods] = sleeps.GetValueOrDefault(periods) + 1;

    // A timer of the wheel runs at the first tick after its time: what is half a period short of a number of them takes that number.
    private static long Sleep(long periods, long periodNs) => Math.Min(LongestNs, (2 * periods - 1) * periodNs / 2);

    private static DurationTable? Table(SortedDictionary<long, int> sleeps, long periodNs)
    {
        if (sleeps.Count < 2) return null;
        int each = (sleeps.Count + MostSleeps - 1) / MostSleeps;
        return new DurationTable([.. sleeps.Chunk(each).Select(some =>
        {
            int weight = some.Sum(one => one.Value);
            return (Sleep(some.Sum(one => one.Key * one.Value) / weight, periodNs), weight);
        })]);
    }
}
