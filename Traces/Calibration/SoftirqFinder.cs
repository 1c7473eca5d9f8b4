using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds what softirqs cost: those that ticks raise by the tick, the others by the interrupt of a device.</summary>
internal static class SoftirqFinder
{
    /// <summary>The softirqs. What is longer than an eighth of a period is taken as stolen time, as within handlers.</summary>
    public static SoftirqLoad Of(IReadOnlyList<CpuObservation> cpus, bool hasDevices, long periodNs)
    {
        long mostNs = periodNs / 8;
        double tickNs = cpus.Sum(cpu => Total(cpu.TickSoftirqs, mostNs)), otherNs = cpus.Sum(cpu => Total(cpu.OtherSoftirqs, mostNs));
        long ticks = cpus.Sum(cpu => (long)cpu.Ticks.Count);
        long devices = cpus.Sum(cpu => cpu.Devices.Values.Sum(handler => handler.Count));
        // Without a device they were raised by timers.
        if (!hasDevices || devices == 0) (tickNs, otherNs) = (tickNs + otherNs, 0);
        return new SoftirqLoad
        {
            TickNs = ticks == 0 ? 0 : Each(tickNs, ticks, mostNs), DeviceNs = devices == 0 ? 0 : Each(otherNs, devices, mostNs),
        };
    }

    /// <summary>Time in softirqs, ns.</summary>
    public static long Total(IReadOnlyList<CpuObservation> cpus, long periodNs) =>
        (long)cpus.Sum(cpu => Total(cpu.TickSoftirqs, periodNs / 8) + Total(cpu.OtherSoftirqs, periodNs / 8));

    private static long Each(double ns, long count, long mostNs) => Math.Clamp((long)(ns / count), 0, mostNs);

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
