using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>What happens to batches on their way; for tests of the exchange.</summary>
public interface IFabricFaults
{
    /// <summary>Decides about one try to send; the batch is held back until it has decided.</summary>
    ValueTask<BatchFate> OnSend(BatchTry sending);
}

/// <summary>One try to send a batch.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
/// <param name="Batch">What is sent.</param>
/// <param name="Attempt">Which try it is, from 1.</param>
public readonly record struct BatchTry(SiloAddress From, SiloAddress To, PeerBatch Batch, int Attempt);

/// <summary>A batch's fate.</summary>
/// <param name="Lost">It never arrives; the sender tries again.</param>
/// <param name="Unacknowledged">It arrives, but the sender does not learn of it and sends it again.</param>
/// <param name="RepeatedAfterMs">It arrives once more so much later, behind younger ones.</param>
public readonly record struct BatchFate(bool Lost = false, bool Unacknowledged = false, int RepeatedAfterMs = 0);

/// <summary>No faults but the network's own.</summary>
internal sealed class NoFaults : IFabricFaults
{
    /// <inheritdoc/>
    public ValueTask<BatchFate> OnSend(BatchTry sending) => default;
}
