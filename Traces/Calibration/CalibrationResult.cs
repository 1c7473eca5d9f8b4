using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;

namespace Tickstorm.Traces.Calibration;

/// <summary>A scenario taken from a capture, and what the capture did not say.</summary>
/// <param name="Scenario">CPUs, HZ, phases, busy CPUs and handler times as captured; defaults elsewhere.</param>
/// <param name="Notes">What could not be determined, one sentence each.</param>
/// <param name="Facts">What the scenario was taken from.</param>
/// <param name="DesignInUse">The design by which the captured kernel's ticks came; the first of the scenario's.</param>
/// <param name="Analysis">The analysis of the capture.</param>
public sealed record CalibrationResult(
    Scenario Scenario, IReadOnlyList<string> Notes, CalibrationFacts Facts, string DesignInUse, AnalysisResult Analysis);

/// <summary>The figures behind a calibrated scenario.</summary>
/// <param name="Events">Events read.</param>
/// <param name="WindowNs">First to last event, ns.</param>
/// <param name="TimerInterrupts">Timer interrupts per CPU.</param>
/// <param name="LocalHandlerNs">Handler times of the local timer vector, ns, per CPU.</param>
/// <param name="LineHandlerNs">Handler times of the timer's line, ns, per CPU.</param>
/// <param name="BusyCpus">CPUs that ran a task most of the time.</param>
public sealed record CalibrationFacts(
    long Events, long WindowNs, IReadOnlyList<long> TimerInterrupts,
    IReadOnlyList<Percentiles> LocalHandlerNs, IReadOnlyList<Percentiles> LineHandlerNs, IReadOnlyList<int> BusyCpus)
{
    /// <summary>Time in softirqs by vector, ns; what is longer than an eighth of a period is taken as stolen.</summary>
    public IReadOnlyList<long> SoftirqNs { get; init; } = [];
}
