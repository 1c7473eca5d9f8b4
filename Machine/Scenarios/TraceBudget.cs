namespace Tickstorm.Scenarios;

/// <summary>The trace's sampling budget. Anomalies are always candidates; totals are never sampled.</summary>
public sealed record TraceBudget
{
    /// <summary>One in this many ordinary interrupts is traced; 1 means all, 0 none: anomalies alone.</summary>
    public int OneIn { get; init; } = 1;

    /// <summary>Most interrupts traced per CPU; 0 means no cap.</summary>
    public int PerCpu { get; init; }

    /// <summary>Most interrupts traced per simulated second; 0 means no cap.</summary>
    public int PerSecond { get; init; }
}
