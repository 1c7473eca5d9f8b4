using Tickstorm.Engine;
using Tickstorm.Contracts.Processes;

namespace Tickstorm.Contracts.Fabric;

/// <summary>One silo's lists for another, of one round. It is sent even when there are none: the receiver waits for all.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">Epoch, window and round.</param>
/// <param name="From">The sender's number in the plan.</param>
/// <param name="Lists">How many lists there are.</param>
/// <param name="Packed">The lists, packed.</param>
/// <param name="Published">
/// What its processes publish otherwise than before, an element for each value, null for one that is as it was; null if nothing.
/// </param>
[GenerateSerializer, Immutable, Alias("tickstorm.peer-batch")]
public sealed record PeerBatch(
    [property: Id(0)] string Run,
    [property: Id(1)] StepId Step,
    [property: Id(2)] int From,
    [property: Id(3)] int Lists,
    [property: Id(4)] byte[] Packed,
    [property: Id(6)] PublishedWrite[]?[]? Published = null);
