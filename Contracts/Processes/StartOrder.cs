namespace Tickstorm.Contracts.Processes;

/// <summary>Starts a grain in an epoch.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.start-order")]
public sealed class StartOrder
{
    /// <summary>The epoch.</summary>
    [Id(0)] public long Epoch { get; init; }

    /// <summary>The silo whose fabric gives the order.</summary>
    [Id(1)] public required SiloAddress Home { get; init; }

    /// <summary>True when the grain must live in that silo.</summary>
    [Id(2)] public bool AtHome { get; init; }

    /// <summary>The state at the last checkpoint; null for that of time 0.</summary>
    [Id(3)] public byte[]? State { get; init; }
}

/// <summary>What a start answers.</summary>
/// <param name="Status">Done, or why not.</param>
/// <param name="NextLocalNs">The first local event, ns.</param>
/// <param name="Silo">Where the grain works; null if it does not.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.start-reply")]
public readonly record struct StartReply(
    [property: Id(0)] StepStatus Status, [property: Id(1)] long NextLocalNs, [property: Id(2)] SiloAddress? Silo = null);

/// <summary>A state that was saved at a commit.</summary>
/// <param name="Status">Done, or why not.</param>
/// <param name="State">The state; null if not done.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.saved-state")]
public readonly record struct SavedState([property: Id(0)] StepStatus Status, [property: Id(1)] byte[]? State);
