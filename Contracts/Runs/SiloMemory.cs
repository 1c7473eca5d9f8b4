namespace Tickstorm.Contracts.Runs;

/// <summary>The memory that runs need in silos, and what a silo has of it.</summary>
/// <param name="ForRunsBytes">What a silo may use for runs.</param>
public sealed record SiloMemory(long ForRunsBytes)
{
    /// <summary>
    /// What a process of a run adds: two grains, their states, and what is passed on between them. Measured: docs/operations.md.
    /// </summary>
    public const long ProcessBytes = 11_000;

    // The heap of a silo without a run.
    private const long IdleBytes = 40_000_000;

    /// <summary>By what the runtime allows this process: its limit, its container's, or the machine.</summary>
    public static SiloMemory OfThisProcess() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - IdleBytes);
}
