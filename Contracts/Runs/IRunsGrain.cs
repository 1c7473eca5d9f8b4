using Orleans.CodeGeneration;

namespace Tickstorm.Contracts.Runs;

/// <summary>
/// The runs of the cluster by name: those that there is something to do for, which a cluster that starts again finds here, and those that
/// have ended, until they are removed. Its key is 0.
/// </summary>
[Alias("tickstorm.runs"), Version(1)]
public interface IRunsGrain : IGrainWithIntegerKey
{
    /// <summary>The runs that have not ended, and those that have but left something which is still to be removed.</summary>
    [Alias("list")]
    Task<string[]> List();

    /// <summary>All runs: those of <see cref="List"/>, then the others, the one that ended last first.</summary>
    [Alias("all")]
    Task<KnownRun[]> All();
}
