using Orleans.CodeGeneration;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Contracts.Silos;

/// <summary>Where runs report that they begin and end, and wait for their turn. Its key is 0.</summary>
[Alias("tickstorm.runs-desk"), Version(1)]
public interface IRunsDeskGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a run before it starts. Refused when its owner has as many as are allowed.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="owner">Who has started it.</param>
    /// <param name="fits">Whether there is room for it now: then it need not wait, unless others do.</param>
    [Alias("add")]
    Task<RunAnswer> Add(string run, string owner, bool fits);

    /// <summary>Where in the queue a run is.</summary>
    [Alias("place")]
    Task<QueuePlace> Place(string run);

    /// <summary>A run whose turn it is begins; false when it is not its turn any more.</summary>
    [Alias("enter")]
    Task<bool> Enter(string run);

    /// <summary>
    /// A run has ended, and left nothing but its result. Beyond as many as are kept, the one that ended first is removed with all that is
    /// stored of it.
    /// </summary>
    [Alias("remove")]
    Task Remove(string run);

    /// <summary>Nothing of a run is stored any more.</summary>
    [Alias("forget")]
    Task Forget(string run);
}

/// <summary>Where in the queue a run is.</summary>
/// <param name="Number">Counted from 1; 0 when it does not wait.</param>
/// <param name="Refusal">Why it may not begin even if there is memory for it; null when it may.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.queue-place")]
public readonly record struct QueuePlace([property: Id(0)] int Number, [property: Id(1)] string? Refusal);
