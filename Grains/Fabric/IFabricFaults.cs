using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>What happens to batches and orders on their way; for tests.</summary>
public interface IFabricFaults
{
    /// <summary>Decides about one try to send; the batch is held back until it has decided.</summary>
    ValueTask<BatchFate> OnSend(BatchTry sending);

    /// <summary>Decides about one try to give an order to a silo; the order is held back until it has decided.</summary>
    ValueTask<OrderFate> OnOrder(OrderTry giving);
}

/// <summary>One try to send a batch.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
/// <param name="Batch">What is sent.</param>
/// <param name="Attempt">Which try it is, from 1: it is asked for again.</param>
public readonly record struct BatchTry(SiloAddress From, SiloAddress To, PeerBatch Batch, int Attempt);

/// <summary>A batch's fate.</summary>
/// <param name="Lost">It never arrives; who misses it asks for it.</param>
/// <param name="RepeatedAfterMs">It arrives once more, at once (0) or so much later, behind younger ones; null for once.</param>
public readonly record struct BatchFate(bool Lost = false, int? RepeatedAfterMs = null);

/// <summary>One try to give an order.</summary>
/// <param name="From">Who gives it.</param>
/// <param name="To">Who is to carry it out.</param>
/// <param name="Attempt">Which try it is, from 1; an order that takes long is given again and again.</param>
public readonly record struct OrderTry(SiloAddress From, SiloAddress To, int Attempt);

/// <summary>An order's fate.</summary>
/// <param name="Lost">It never arrives.</param>
/// <param name="Unanswered">It is carried out, but its answer is lost.</param>
public readonly record struct OrderFate(bool Lost = false, bool Unanswered = false);

/// <summary>No faults but the network's own.</summary>
internal sealed class NoFaults : IFabricFaults
{
    /// <inheritdoc/>
    public ValueTask<BatchFate> OnSend(BatchTry sending) => default;

    /// <inheritdoc/>
    public ValueTask<OrderFate> OnOrder(OrderTry giving) => default;
}
