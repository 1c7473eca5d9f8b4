using Tickstorm.Kernel;
using Tickstorm.Processes;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Simulation;

/// <summary>What detectors have said, in the words of the kernel's version.</summary>
internal static class DetectorReports
{
    private const int Most = 16;

    /// <summary>The first reports of each detector, in the order of their times.</summary>
    public static IReadOnlyList<DetectorReport> Of(MachinePlan plan, List<Detected> detections) =>
    [
        .. detections.Order().GroupBy(found => found.Kind.Name()).SelectMany(of => of.Take(Most)).Order()
            .Select(found => Of(plan, found)),
    ];

    private static DetectorReport Of(MachinePlan plan, Detected found) => new(
        found.Kind.Name(), found.Cpu, found.TimeNs,
        DetectorMessages.Of(plan.Kernel.Version, plan.Hz, found.Kind, found.Cpu, found.By, found.Seconds));
}
