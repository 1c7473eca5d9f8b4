using Tickstorm.Traces.Analysis;

namespace Tickstorm.Traces.Calibration;

/// <summary>One kind of softirq in a capture beside the same in a run, on all CPUs.</summary>
/// <param name="Vector">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Measured">How often it ran in the capture, and for how long, ns, without what was stolen of it.</param>
/// <param name="Simulated">The same of the run.</param>
public sealed record SoftirqFit(int Vector, string Name, (long Count, long Ns) Measured, (long Count, long Ns) Simulated)
{
    /// <summary>Holds a run's softirqs against a capture's; nothing where the capture has none of their events.</summary>
    internal static IReadOnlyList<SoftirqFit> Of(CalibrationFacts facts, AnalysisResult measured, AnalysisResult simulated)
    {
        Dictionary<int, SoftirqTime> ran = simulated.Softirqs.ToDictionary(one => one.Vector);
        return
        [
            .. measured.Softirqs.Select(one => new SoftirqFit(
                one.Vector, one.Name, (one.Count, one.Vector < facts.SoftirqNs.Count ? facts.SoftirqNs[one.Vector] : one.TotalNs),
                ran.TryGetValue(one.Vector, out SoftirqTime? run) ? (run.Count, run.TotalNs) : (0, 0))),
        ];
    }
}
