namespace Tickstorm.Scenarios;

/// <summary>
/// A machine of another size than the one that its lists by CPU were measured on: CPU n is as CPU n modulo the number of measured ones.
/// </summary>
internal static class CpuPattern
{
    /// <summary>The scenario with so many CPUs. Without <see cref="MachineShape.MeasuredCpus"/> its lists stay as they are.</summary>
    public static Scenario Resized(Scenario scenario, int cpus)
    {
        int measured = Math.Min(scenario.Machine.MeasuredCpus, scenario.Machine.Cpus);
        // What is cut off is gone for good.
        MachineShape machine = scenario.Machine with { Cpus = cpus, MeasuredCpus = Math.Min(measured, cpus) };
        if (measured == 0) return scenario with { Machine = machine };
        Workload work = scenario.Workload;
        return scenario with
        {
            Machine = machine,
            Tick = scenario.Tick with
            {
                PhaseList = scenario.Tick.PhaseList is { } phases ? Phases(phases, measured, cpus, scenario.Tick.PeriodNs) : null,
                NoHzFull = List(scenario.Tick.NoHzFull, measured, cpus),
            },
            Workload = work with
            {
                BusyList = ListOrAll(work.BusyList, measured, cpus),
                Tasks = [.. work.Tasks.Select(task => task with { Cpus = ListOrAll(task.Cpus, measured, cpus) })],
                Steal = [.. work.Steal.Select(steal => steal with { Cpus = ListOrAll(steal.Cpus, measured, cpus) })],
                CpuHrtimers = [.. work.CpuHrtimers.Select(timer => timer with { Cpus = ListOrAll(timer.Cpus, measured, cpus) })],
                Softirqs = work.Softirqs with
                {
                    Vectors = [.. work.Softirqs.Vectors.Select(one => one with { Cpus = ListOrAll(one.Cpus, measured, cpus) })],
                },
                IpiPairs = [.. Pairs(work.IpiPairs, measured, cpus)],
                // A device interrupts one CPU, however many there are.
                Devices = [.. work.Devices.Select(device => device with { Cpu = device.Cpu % cpus })],
            },
        };
    }

    private static List<int>? ListOrAll(IReadOnlyList<int>? list, int measured, int cpus) =>
        list is null ? null : List(list, measured, cpus);

    private static List<int> List(IReadOnlyList<int> list, int measured, int cpus)
    {
        HashSet<int> seen = [.. list];
        return [.. Enumerable.Range(0, cpus).Where(cpu => seen.Contains(cpu % measured))];
    }

    // A skew spreads the ticks of all CPUs over half a period, however many they are.
    private static List<long> Phases(IReadOnlyList<long> phases, int measured, int cpus, long periodNs)
    {
        bool isSkew = measured > 1 && Enumerable.Range(0, measured).All(cpu => phases[cpu] == Skew(cpu, measured, periodNs));
        return [.. Enumerable.Range(0, cpus).Select(cpu => isSkew ? Skew(cpu, cpus, periodNs) : phases[cpu % measured])];
    }

    private static long Skew(int cpu, int cpus, long periodNs) => periodNs / 2 / cpus * cpu;

    // Each group of as many CPUs as were measured sends within itself; what the last one lacks is taken from the first one.
    private static IEnumerable<IpiPair> Pairs(IReadOnlyList<IpiPair> pairs, int measured, int cpus)
    {
        IpiPair[] known = [.. pairs.Where(pair => pair.From < measured && pair.To < measured)];
        for (int first = 0; first < cpus; first += measured)
        {
            foreach (IpiPair pair in known)
            {
                (int from, int to) = (first + pair.From, first + pair.To < cpus ? first + pair.To : pair.To);
                if (from < cpus && to < cpus) yield return pair with { From = from, To = to };
            }
        }
    }
}
