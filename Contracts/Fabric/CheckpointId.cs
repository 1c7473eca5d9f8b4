namespace Tickstorm.Contracts.Fabric;

/// <summary>
/// A checkpoint of a run, by the epoch that took it; an epoch that came to nothing may have begun one of the same number.
/// </summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Number">The running number of the run's checkpoints; 0 for none.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.checkpoint-id")]
public readonly record struct CheckpointId([property: Id(0)] long Epoch, [property: Id(1)] long Number)
{
    /// <summary>True when nothing needs this one any more once the other exists.</summary>
    public bool IsBefore(CheckpointId other) => Epoch < other.Epoch || Epoch == other.Epoch && Number < other.Number;
}
