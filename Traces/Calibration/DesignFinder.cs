using Tickstorm.Kernel.Designs;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds by which way the ticks of a captured kernel came.</summary>
internal static class DesignFinder
{
    private const string LocalTimer = "native-lapic", Broadcast = "pit-broadcast";

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

    /// <summary>The design.</summary>
    public static string Of(int? sender) => sender is null ? LocalTimer : Broadcast;

    /// <summary>The design in use, and then its alternatives.</summary>
    public static IReadOnlyList<string> Compared(string inUse) =>
        [inUse, .. DesignLibrary.All.Select(design => design.Name).Where(name => name != inUse)];
}
