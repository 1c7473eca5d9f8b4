using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>Sends batches to other silos, and again when one is not acknowledged: a repeated one does no harm.</summary>
internal sealed class PeerLink(IFabricClient fabrics, IFabricFaults faults)
{
    private const int MostTries = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    /// <summary>Sends a batch until it is acknowledged.</summary>
    /// <exception cref="StaleEpochException">The other silo is in another epoch.</exception>
    public async Task Send(SiloAddress silo, PeerBatch batch)
    {
        for (int tries = 1; ; tries++)
        {
            BatchFate fate = faults.OnSend(batch, tries);
            if (fate.DelayMs > 0) await Task.Delay(fate.DelayMs);
            if (fate.Lost) continue;
            try
            {
                if (fate.Repeated) await fabrics.Of(silo).Put(batch);
                if (await fabrics.Of(silo).Put(batch).WaitAsync(s_patience)) return;
                throw new StaleEpochException($"{silo} is not in epoch {batch.Step.Epoch} of {batch.Run}.");
            }
            catch (TimeoutException) when (tries < MostTries)
            {
                // The batch or its acknowledgement was lost.
            }
        }
    }
}

/// <summary>What happens to a batch on its way; for tests of the exchange.</summary>
public interface IFabricFaults
{
    /// <summary>Decides about one try to send.</summary>
    BatchFate OnSend(PeerBatch batch, int attempt);
}

/// <summary>A batch's fate.</summary>
/// <param name="DelayMs">It is held back so long.</param>
/// <param name="Lost">It never arrives; the sender tries again.</param>
/// <param name="Repeated">It arrives twice.</param>
public readonly record struct BatchFate(int DelayMs, bool Lost, bool Repeated);

/// <summary>No faults but the network's own.</summary>
internal sealed class NoFaults : IFabricFaults
{
    /// <inheritdoc/>
    public BatchFate OnSend(PeerBatch batch, int attempt) => default;
}
