namespace Tickstorm.Scenarios;

/// <summary>An hrtimer that each of some CPUs has, whether it runs a task or idles.</summary>
public sealed record CpuHrtimer
{
    /// <summary>The CPUs, ascending; null for all.</summary>
    public IReadOnlyList<int>? Cpus { get; init; }

    /// <summary>From one expiry to the next, ns.</summary>
    public long IntervalNs { get; init; } = 10_000_000;
}
