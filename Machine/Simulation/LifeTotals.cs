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

            if (!model.HasNests) continue;
            ref Nest nest = ref model.NestOf(ref core);
            nested += nest.Nested;
            threads += nest.SoftThreads;
        }

        return new LifeReport(
            wakes, stops, timers, nested, threads, statistics.SoftirqDelays.Percentiles(), [.. statistics.SoftirqDelays.Buckets()],
            machine.Timekeeper is { } keeper ? Of(in keeper.State) : null);
    }

    private static TimekeepingReport Of(in TimekeeperState state) => new(
        state.Owner == Timekeeper.None ? null : state.Owner, state.HandOvers, state.Updates, state.Forced, state.LargestStep);
}
