using Tickstorm.Scenarios;

namespace Tickstorm;

/// <summary>Which engine runs a scenario, and how.</summary>
public sealed record EngineOptions
{
    /// <summary>sequential or parallel.</summary>
    public string Kind { get; init; } = "parallel";

    /// <summary>Worker threads of the parallel engine, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The window in ns; 0 means adaptive.</summary>
    public long WindowNs { get; init; }

    /// <summary>True to keep each CPU's ledger in the result.</summary>
    public bool PerCpu { get; init; }
}

/// <summary>Runs one design of a scenario.</summary>
public static class Simulator
{
    /// <summary>Runs <paramref name="design"/> of <paramref name="scenario"/> to its end.</summary>
    public static DesignResult Run(Scenario scenario, string design, EngineOptions options, Tracing.ITraceSink? trace = null, IProgress<VirtualTime>? progress = null, CancellationToken cancel = default)
        => throw new NotSupportedException();
}
