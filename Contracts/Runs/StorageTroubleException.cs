namespace Tickstorm.Contracts.Runs;

/// <summary>The cluster's storage cannot be used just now: it is full, not allowed, or does not answer. It may be back later.</summary>
/// <remarks>Of Orleans' kind, because Orleans puts any other into one of its own, with a stack trace as its message.</remarks>
[GenerateSerializer, Alias("tickstorm.storage-trouble")]
public sealed class StorageTroubleException(string message) : OrleansException(message)
{
    /// <summary>
    /// The use that nobody waits for any more, when it may still be carried out: what it leaves has this version. Null otherwise, and for
    /// who is told of the trouble by another silo.
    /// </summary>
    [field: NonSerialized]
    public Task<string?>? Late { get; init; }
}
