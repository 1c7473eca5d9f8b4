using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;

namespace Tickstorm.Simulation;

/// <summary>Sums what living cores did.</summary>
internal static class LifeTotals
{
    /// <summary>The sums of a machine whose cores live.</summary>
    public static LifeReport Of(SmpMachine machine, RunStatistics statistics)
    {
        CoreModel model = machine.Plan.CoreModel;
        HrtimerReport hrtimer = new(0, 0, 0, 0, 0);
        long wakes = 0, stops = 0, timers = 0, nested = 0, threads = 0;
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++)
        {
            ref Core core = ref machine.Cores[cpu];
            if (model.Idles)
            {
                ref Life life = ref Life.Of(ref core);
                wakes += life.Wakes;
                stops += life.TickStops;
                timers += life.OtherTimers;
            }

            if (model.HasHrtimers) hrtimer = Sum(hrtimer, in model.HrtimerOf(ref core));
            if (!model.HasNests) continue;
            ref Nest nest = ref model.NestOf(ref core);
            nested += nest.Nested;
            threads += nest.SoftThreads;
        }

        return new LifeReport(
            wakes, stops, timers, nested, threads, statistics.SoftirqDelays.Percentiles(), [.. statistics.SoftirqDelays.Buckets()],
            statistics.CallWaits.Percentiles(), statistics.CallWaits.Total, machine.Timekeeper is { } keeper ? Of(in keeper.State) : null,
            model.HasHrtimers ? hrtimer : null,
            machine.Timekeeper?.GracePeriods is { } grace ? Of(grace) : null,
            model.CallsWait ? Calls(machine) : null);
    }

    private static IpiTotals Calls(SmpMachine machine)
    {
        long targets = 0, accepted = 0, coalesced = 0, refused = 0, skipped = 0, flushes = 0, shootDowns = 0, writes = 0;
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++)
        {
            ref CallState calls = ref machine.Plan.CoreModel.CallsOf(ref machine.Cores[cpu]);
            targets += calls.Sent;
            accepted += calls.Accepted;
            coalesced += calls.Coalesced;
            refused += calls.Refused;
            skipped += calls.Skipped;
            flushes += calls.Flushes;
            shootDowns += calls.ShootDowns;
            writes += calls.IcrWrites;
        }

        return new(targets, accepted, coalesced, refused, targets - accepted - coalesced - refused, skipped, flushes, shootDowns, writes);
    }

    private static HrtimerReport Sum(HrtimerReport sum, in Hrtimer timer) => new(
        sum.Runs + timer.Runs, sum.Retries + timer.Retries, sum.Hangs + timer.Hangs, Math.Max(sum.MaxHangNs, timer.MaxHangNs),
        Math.Max(sum.MinDeltaNs, timer.MinDeltaNs));

    private static GracePeriodReport Of(GracePeriods grace) => new(
        grace.State.Begun, grace.State.Completed, grace.State.LongestNs, grace.State.IsOpen ? grace.State.BeganNs : null, grace.WaitsFor);

    private static TimekeepingReport Of(in TimekeeperState state) => new(
        state.Owner == Timekeeper.None ? null : state.Owner, state.HandOvers, state.Updates, state.Forced, state.ForcedCalls,
        state.TurnedAway, state.LargestStep);
}
