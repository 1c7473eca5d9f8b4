namespace Tickstorm.Contracts.Runs;

/// <summary>
/// The runs of the cluster by name: those that there is something to do for, which a cluster that starts again finds here, and those that
/// have ended, until they are removed. Its key is 0.
/// </summary>
[Alias("tickstorm.runs")]
public interface IRunsGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a run before it starts.</summary>
    [Alias("add")]
    Task Add(string run);

    /// <summary>
    /// A run has ended, and left nothing but its result. Beyond as many as are kept, the one that ended first is removed with all that is
    /// stored of it.
    /// </summary>
    [Alias("remove")]
    Task Remove(string run);

    /// <summary>The runs that have not ended, and those that have but left something which is still to be removed.</summary>
    [Alias("list")]
    Task<string[]> List();

    /// <summary>All runs: those of <see cref="List"/>, then the others, the one that ended last first.</summary>
    [Alias("all")]
    Task<KnownRun[]> All();

    /// <summary>Nothing of a run is stored any more.</summary>
    [Alias("forget")]
    Task Forget(string run);
}
