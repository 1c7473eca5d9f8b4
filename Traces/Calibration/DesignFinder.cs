using Tickstorm.Kernel.Designs;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds by which way the ticks of a captured kernel came.</summary>
internal static class DesignFinder
{
    private const string LocalTimer = "native-lapic", PitBroadcast = "pit-broadcast", HpetBroadcast = "hpet-broadcast";

    // noapic, or an IO-APIC whose timer did not work: the device's line goes to an 8259, with handle_level_irq.
    private const string ByPic = "@xt-pic";

    // Of a machine of one CPU, whose IRQ0 there is nobody to hand on to.
    private const string LineOfIoApic = "irq0-edge", LineOfPic = PitBroadcast + ByPic;

    /// <summary>The CPU whose line drives the ticks of all; null where each CPU has a timer of its own.</summary>
    public static int? Sender(IReadOnlyList<CpuObservation> cpus)
    {
        int sender = -1;
        for (int cpu = 0; cpu < cpus.Count; cpu++)
        {
            if (cpus[cpu].LineEntries <= cpus[cpu].LocalEntries) continue;
            // A line on each CPU is a timer on each CPU: those of other architectures interrupt so.
            if (sender >= 0) return null;
            sender = cpu;
        }

        return sender < 0 || cpus.Count == 1 ? null : sender;
    }

    /// <summary>
    /// The design. That a device pulses twice says that it is an HPET; one that does not may be either, and is taken as a PIT.
    /// </summary>
    public static string Of(IReadOnlyList<CpuObservation> cpus, int? sender, long secondPulseNs, bool usesPic) =>
        sender is not null ? (secondPulseNs > 0 ? HpetBroadcast : PitBroadcast) + (usesPic ? ByPic : "")
        : cpus.Count == 1 && cpus[0].LineEntries > cpus[0].LocalEntries ? (usesPic ? LineOfPic : LineOfIoApic) : LocalTimer;

    /// <summary>
    /// How long after each expiry the sender's device pulsed once more, ns; 0 when it did not. It shows in handlers that follow each other
    /// two by two: the second pulse came within the first one's.
    /// </summary>
    public static long SecondPulseNs(CpuObservation sender, long periodNs)
    {
        List<long> times = sender.Entered.Times;
        int close = 0;
        long closest = periodNs / 8;
        for (int i = 1; i < times.Count; i++)
        {
            if (times[i] - times[i - 1] >= periodNs / 8) continue;
            close++;
            closest = Math.Min(closest, times[i] - times[i - 1]);
        }

        return times.Count >= 16 && Math.Abs(2 * close - times.Count) * 10 < times.Count ? Math.Max(1, closest / 2) : 0;
    }

    /// <summary>The design in use, and then its alternatives.</summary>
    public static IReadOnlyList<string> Compared(string inUse) =>
        [inUse, .. DesignLibrary.All.Select(design => design.Name).Where(name => name != inUse)];
}
