namespace Tickstorm.Contracts.Runs;

/// <summary>The runs that have not ended: a cluster that starts again finds them here. Its key is 0.</summary>
[Alias("tickstorm.runs")]
public interface IRunsGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a run before it starts.</summary>
    [Alias("add")]
    Task Add(string run);

    /// <summary>Takes a run out that has ended.</summary>
    [Alias("remove")]
    Task Remove(string run);

    /// <summary>The runs.</summary>
    [Alias("list")]
    Task<string[]> List();
}
