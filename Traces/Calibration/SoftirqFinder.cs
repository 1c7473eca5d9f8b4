using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds which softirqs interrupts raise, and how long they run.</summary>
internal static class SoftirqFinder
{
    /// <summary>The softirqs by CPU and vector. What is longer than an eighth of a period is taken as stolen time.</summary>
    public static SoftirqLoad Of(IReadOnlyList<CpuObservation> cpus, long periodNs) => new()
    {
        Vectors = [.. cpus.SelectMany((seen, cpu) => OfCpu(seen, cpu, periodNs / 8))],
    };

    /// <summary>Time in a softirq on all CPUs, ns, without what was stolen.</summary>
    public static long Total(IReadOnlyList<CpuObservation> cpus, int vector, long periodNs) =>
        (long)cpus.Sum(cpu => cpu.Softirqs.TryGetValue(vector, out LatencyHistogram? took) ? Total(took, periodNs / 8) : 0);

    private static IEnumerable<SoftirqRate> OfCpu(CpuObservation seen, int cpu, long mostNs)
    {
        // Those that a run has as well.
        long interrupts = Math.Max(seen.Entered.Count, seen.Ticks.Count) + seen.Reschedules + seen.Calls
            + seen.Devices.Values.Sum(handler => handler.Count);
        foreach ((int vector, LatencyHistogram took) in seen.Softirqs)
        {
            long rate = interrupts == 0 ? 0 : (took.Count * SoftirqRate.Every + interrupts / 2) / interrupts;
            if (rate == 0 || !Enum.IsDefined((SoftirqVector)vector)) continue;
            yield return new SoftirqRate
            {
                Cpus = [cpu], Vector = (SoftirqVector)vector, PerMillion = (int)Math.Min(rate, SoftirqRate.Every),
                Length = HandlerTable.From(took, mostNs),
            };
        }
    }

    private static double Total(LatencyHistogram took, long mostNs)
    {
        double ns = 0;
        foreach ((long upTo, long count) in took.Buckets())
        {
            if (upTo <= mostNs) ns += (double)Math.Min(upTo, took.Max) * count;
        }

        return ns;
    }
}
