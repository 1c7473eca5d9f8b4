using System.Text.Json.Serialization;
using Tickstorm.Results;

namespace Tickstorm.Traces.Runs;

/// <summary>The run's exact figures, written at the end of every trace file whatever was sampled.</summary>
public sealed record TraceTotals
{
    /// <summary>The ledger over all CPUs.</summary>
    public TickTotals Ticks { get; init; }

    /// <summary>Handler runs on behalf of nobody's own tick.</summary>
    public long SpuriousRuns { get; init; }

    /// <summary>CPUs that can never tick again.</summary>
    public int StalledCpus { get; init; }

    /// <summary>End of what was simulated, ns.</summary>
    public long SimulatedNs { get; init; }

    /// <summary>The run's digest.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Interrupts that the sampling budget left out of this file.</summary>
    public long LeftOut { get; init; }

    /// <summary>The instance of the same run that was posted while it went on, by which a backend finds it; null when none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LiveRun { get; init; }

    /// <summary>What the kernel's own detectors would say.</summary>
    public IReadOnlyList<DetectorReport> Detectors { get; init; } = [];

    /// <summary>Records in this file; null in files that do not say so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Records { get; init; }

    /// <summary>A sum over description, totals and records (<see cref="RecordSum"/>); null in files that have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sum { get; init; }

    /// <summary>The totals of a result.</summary>
    public static TraceTotals Of(DesignResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new()
        {
            Ticks = result.Ticks,
            SpuriousRuns = result.SpuriousRuns,
            StalledCpus = result.StalledCpus,
            SimulatedNs = result.SimulatedNs,
            Digest = result.Digest,
            Detectors = result.Detectors,
        };
    }
}
