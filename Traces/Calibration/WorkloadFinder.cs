using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds what the CPUs of a captured kernel did beside ticking.</summary>
internal static class WorkloadFinder
{
    /// <summary>Adds busy CPUs, tasks and stolen time to a scenario whose tick is known.</summary>
    public static Scenario Add(
        Scenario scenario, IReadOnlyList<CpuObservation> cpus, TickFinder tick, int? sender, int[] busy, long windowNs)
    {
        long period = scenario.Tick.PeriodNs;
        List<int> always = [];
        List<int> full = [];
        List<TaskLoad> tasks = [];
        List<StealLoad> steal = [];
        bool lives = scenario.Tick.Mode == TickMode.OneShot;
        for (int cpu = 0; cpu < cpus.Count; cpu++)
        {
            CpuObservation observed = cpus[cpu];
            bool isBusy = Array.BinarySearch(busy, cpu) >= 0;
            bool isFull = scenario.Tick.NoHz && isBusy && IsFull(observed, period);
            if (isFull) full.Add(cpu);
            bool rests = scenario.Tick.NoHz && !isFull;
            TaskLoad? phases = rests && isBusy ? TaskFinder.OfBusy(cpu, observed, windowNs) : null;
            if (isBusy && phases is null) always.Add(cpu);
            TaskLoad? task = !lives || isFull ? null
                : phases ?? (rests && !isBusy ? TaskFinder.OfIdle(cpu, observed, windowNs, period)
                : TaskFinder.Beside(cpu, observed, windowNs));
            if (task is not null) tasks.Add(task);
            if (isFull || rests && !isBusy) continue;
            ITickDues? dues = sender is { } from && from != cpu ? new SentDues(cpus[from].Ticks.Times) : tick.Dues(cpu);
            if (dues is not null && StealFinder.Of(observed.Ticks, dues, period, scenario.Tick.NoHz) is { } load)
                steal.Add(load with { Cpus = [cpu] });
        }

        return scenario with
        {
            Tick = scenario.Tick with { NoHzFull = full.Count < cpus.Count ? full : [] },
            Workload = new Workload { Busy = always.Count, BusyList = always, Tasks = tasks, Steal = steal },
        };
    }

    // A task runs and the tick does not.
    private static bool IsFull(CpuObservation cpu, long periodNs) =>
        cpu.TaskStops > 0 && cpu.Ticks.Count * 2 * periodNs < cpu.BusyNs;
}
