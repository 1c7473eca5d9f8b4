using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds what the CPUs of a captured kernel did beside ticking.</summary>
internal static class WorkloadFinder
{
    /// <summary>Adds busy CPUs, tasks, stolen time, IPIs, softirqs and devices to a scenario whose tick is known.</summary>
    public static Scenario Add(
        Scenario scenario, IReadOnlyList<CpuObservation> cpus, IReadOnlyList<IpiFlow> ipis, TickFinder tick, int? sender, int[] busy,
        long windowNs)
    {
        long period = scenario.Tick.PeriodNs;
        List<int> always = [];
        List<int> full = [];
        List<TaskLoad> tasks = [];
        List<StealLoad> steal = [];
        List<CpuHrtimer> timers = [];
        bool[] fulls =
        [
            .. cpus.Select((seen, cpu) => scenario.Tick.NoHz && Array.BinarySearch(busy, cpu) >= 0 && IsFull(seen, period)),
        ];
        bool lives = scenario.Tick.Mode == TickMode.OneShot;
        bool isSparse = scenario.Machine.HpetSecondPulseNs == 0;
        List<long> sent = sender is not { } from ? [] : isSparse ? Sent(cpus, from) : cpus[from].Ticks.Times;
        for (int cpu = 0; cpu < cpus.Count; cpu++)
        {
            CpuObservation observed = cpus[cpu];
            bool isBusy = Array.BinarySearch(busy, cpu) >= 0;
            bool isFull = fulls[cpu];
            if (isFull) full.Add(cpu);
            // Where others run without a tick, the CPU with the duty keeps house and goes on ticking: the first one, whatever of its ticks
            // was seen, and who is seen to.
            bool keepsHouse = !isFull && fulls.Contains(true) && (cpu == 0 || observed.Ticks.Count * 5 * period > windowNs * 3);
            bool rests = scenario.Tick.NoHz && !isFull && !keepsHouse;
            TaskLoad? phases = rests && isBusy ? TaskFinder.OfBusy(cpu, observed, windowNs, period) : null;
            if (isBusy && phases is null || keepsHouse) always.Add(cpu);
            TaskLoad? task = !lives || isFull ? null
                : phases ?? (rests && !isBusy ? TaskFinder.OfIdle(cpu, observed, windowNs, period) : null);
            // Where it is known which interrupts were no ticks, they are those of a timer and no task's; nor does one run on a CPU that
            // idles and has no tick.
            bool noTask = observed.Others is not null || rests && !isBusy && observed.Ticks.Count == 0;
            TaskLoad? beside = !lives || isFull || task is not null || noTask ? null
                : TaskFinder.Beside(cpu, observed, windowNs);
            if ((task ?? beside) is { } load) tasks.Add(load);
            if (lives && beside is null && TaskFinder.Hrtimer(cpu, observed, windowNs) is { } timer) timers.Add(timer);
            if (isFull || task is { Timer: TaskTimer.Wheel }) continue;
            ITickDues? dues = sender is { } other && other != cpu ? new SentDues(sent, isSparse) : tick.Dues(cpu, !isSparse);
            // Two broadcasts at a time were one where the CPU stood still between them, all the way to its tick.
            long mostUsual = scenario.Machine.HpetSecondPulseNs > 0 && dues is SentDues ? scenario.Machine.HpetSecondPulseNs : period / 4;
            if (dues is not null && StealFinder.Of(observed.Ticks, dues, period, rests, mostUsual) is { } stolen)
                steal.Add(stolen with { Cpus = [cpu] });
        }

        double seconds = windowNs / 1e9;
        LatencyHistogram handled = new();
        foreach (CpuObservation cpu in cpus) handled.Add(cpu.IpiHandler);
        IReadOnlyList<DeviceLoad> devices = Devices(cpus, scenario.Machine.IoApicPins, seconds);
        Workload work = new()
        {
            Busy = always.Count, BusyList = always, Tasks = tasks, Steal = steal, CpuHrtimers = timers,
            IpiPairs = IpiFinder.Of(ipis, cpus.Count, busy, steal, windowNs),
            Softirqs = SoftirqFinder.Of(cpus, period),
            Devices = devices,
        };
        if (handled.Count > 0) work = work with { IpiHandlerNs = Math.Clamp(handled.At(500), 1, period / 8) };
        return scenario with
        {
            Tick = scenario.Tick with { NoHzFull = full.Count < cpus.Count ? full : [] },
            Workload = work,
        };
    }

    // When the sender of all ticks handed them on: it may stand still in its handler first, and then it is when the first CPU had it.
    private static List<long> Sent(IReadOnlyList<CpuObservation> cpus, int sender)
    {
        List<long> sent = [.. cpus[sender].Ticks.Times];
        long[] came = [.. cpus.Where((_, cpu) => cpu != sender).SelectMany(cpu => cpu.Ticks.Times).Order()];
        for (int i = 0, at = 0; i < sent.Count; i++)
        {
            while (at < came.Length && came[at] < sent[i]) at++;
            if (at < came.Length && (i + 1 == sent.Count || came[at] < sent[i + 1])) sent[i] = came[at];
        }

        return sent;
    }

    // Lines of an IO-APIC that interrupt at least once in a second, each on the CPU that took most of its interrupts.
    private static IReadOnlyList<DeviceLoad> Devices(IReadOnlyList<CpuObservation> cpus, int pins, double seconds) =>
    [
        .. cpus.SelectMany((seen, cpu) => seen.Devices.Select(line => (Irq: line.Key, Cpu: cpu, Handler: line.Value)))
            .Where(line => line.Irq >= 3 && line.Irq < pins).GroupBy(line => line.Irq).OrderBy(line => line.Key)
            .Select(line => (Line: line, Rate: (int)(line.Sum(one => one.Handler.Count) / seconds))).Where(line => line.Rate > 0)
            .Take(Workload.MostDevices)
            .Select(line => new DeviceLoad
            {
                Irq = line.Line.Key, PerSecond = Math.Min(line.Rate, 1_000_000), Cpu = line.Line.MaxBy(one => one.Handler.Count).Cpu,
                HandlerNs = Math.Clamp(line.Line.MaxBy(one => one.Handler.Count).Handler.At(500), 1, 1_000_000_000),
            }),
    ];

    // A task runs and the tick does not: not once in twenty periods, or it was seen to stop there.
    private static bool IsFull(CpuObservation cpu, long periodNs) =>
        cpu.Ticks.Count * (cpu.TaskStops > 0 ? 2 : 20) * periodNs < cpu.BusyNs;
}
