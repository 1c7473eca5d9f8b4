namespace Tickstorm.Contracts.Runs;

/// <summary>
/// The runs that there is something to do for: those that have not ended, and those that have left what is still to be removed. A cluster
/// that starts again finds them here. Its key is 0.
/// </summary>
[Alias("tickstorm.runs")]
public interface IRunsGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a run before it starts.</summary>
    [Alias("add")]
    Task Add(string run);

    /// <summary>Takes a run out that has ended and left nothing but its result.</summary>
    [Alias("remove")]
    Task Remove(string run);

    /// <summary>The runs.</summary>
    [Alias("list")]
    Task<string[]> List();
}
