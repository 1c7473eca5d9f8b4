using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Client.Running;

/// <summary>A scenario and what its designs did.</summary>
/// <param name="Scenario">The scenario with all overrides.</param>
/// <param name="Designs">The outcomes, in the order asked for.</param>
/// <param name="Seeds">How many seeds were asked for.</param>
/// <param name="Complete">False when it was interrupted.</param>
internal sealed record Experiment(Scenario Scenario, IReadOnlyList<DesignOutcome> Designs, int Seeds, bool Complete)
{
    /// <summary>Every single result.</summary>
    public IEnumerable<DesignResult> Runs => Designs.SelectMany(d => d.Runs);

    /// <summary>The outcomes, fewest missing ticks first; equals by broken constraints, then by cost; what cannot run last.</summary>
    public IReadOnlyList<DesignOutcome> Ranked =>
    [
        .. Designs.OrderBy(d => d.First.Supported ? 0 : 1)
            .ThenBy(d => d.Estimate(r => r.Ticks.Missing)?.Mean ?? 0)
            .ThenBy(d => d.BrokenConstraints)
            .ThenBy(d => d.Estimate(r => r.CpuNsPerTick)?.Mean ?? double.MaxValue),
    ];

    /// <summary>Up to where every design was simulated, ns; null when none was.</summary>
    public long? SimulatedNs => Runs.Where(r => r.Supported).Select(r => (long?)r.SimulatedNs).DefaultIfEmpty().Min();
}
