using Tickstorm.Processes.Cores;

namespace Tickstorm.Simulation;

/// <summary>
/// tick_sched_do_timer from 5.18 on: a CPU that finds jiffies unchanged at five ticks of its own updates them, by the time.
/// </summary>
/// <remarks>
/// Jiffies reach nobody while the run lasts, so they are worked out at its end: from when the timekeeper was last heard of, and from who
/// has ticked since. The CPU that ticks first then makes every update, because the others see jiffies change in between; when it falls
/// silent as well, the next one does. Ticks that such a CPU has lost meanwhile are not known here.
/// </remarks>
internal static class StalledJiffies
{
    // One tick sees the last change, and as many as the kernel asks for see none.
    private const int SeesChange = 1;
    private const int MostHands = 64;

    /// <summary>The jiffies that have passed, from those that the timekeeper has counted.</summary>
    public static long Of(SmpMachine machine, long counted)
    {
        MachinePlan plan = machine.Plan;
        int stalled = plan.Kernel.StalledJiffies;
        if (stalled == 0 || !plan.OneShot || plan.Design.TakesXtimeLock) return counted;
        long period = plan.Grid.PeriodNs, updated = LastUpdate(machine.Cores);
        for (int hands = 0; hands < MostHands; hands++)
        {
            long forced = NextForced(machine.Cores, updated, period, stalled);
            if (forced < 0) break;
            counted = Math.Max(counted, forced / period);
            updated = forced;
        }

        return counted;
    }

    /// <summary>
    /// False when no CPU can have forced an update: none has ticked so often since the timekeeper was last heard of, by sums of all cores.
    /// </summary>
    public static bool MayMove(MachinePlan plan, in CoreSums sums)
    {
        int stalled = plan.Kernel.StalledJiffies;
        if (stalled == 0 || !plan.OneShot || plan.Design.TakesXtimeLock) return false;
        long updated = sums.Keeper == 0 ? 0 : Math.Max(0, sums.KeeperHandledNs);
        return sums.LastHandledNs > updated && (sums.LastHandledNs - updated - 1) / plan.Grid.PeriodNs + 1 >= stalled + SeesChange;
    }

    private static long LastUpdate(CoreTable cores)
    {
        for (int cpu = 0; cpu < cores.Length; cpu++)
            if (cores[cpu].KeepsTime) return Math.Max(0, cores[cpu].LastHandledNs);
        return 0;
    }

    // The last update that the CPU makes which ticks first after one; -1 when nobody ticks often enough.
    private static long NextForced(CoreTable cores, long updated, long period, int stalled)
    {
        long earliest = long.MaxValue, forced = -1;
        for (int cpu = 0; cpu < cores.Length; cpu++)
        {
            ref Core core = ref cores[cpu];
            long last = core.LastHandledNs;
            if (last <= updated) continue;
            // Its grid begins with the first period.
            long ticks = Math.Min((last - core.PhaseNs) / period, (last - updated - 1) / period + 1), first = last - (ticks - 1) * period;
            if (ticks < stalled + SeesChange || first >= earliest) continue;
            earliest = first;
            long quiet = ticks - SeesChange;
            forced = first + (quiet - quiet % stalled) * period;
        }

        return forced;
    }
}
