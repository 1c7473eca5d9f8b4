using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>Sends batches to other silos, and again when one is not acknowledged: a repeated one does no harm.</summary>
internal sealed class PeerLink(FabricClient fabrics, IFabricFaults faults)
{
    private const int MostTries = 4;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(4);

    /// <summary>Sends a batch until it is acknowledged.</summary>
    /// <exception cref="StaleEpochException">The other silo is in another epoch.</exception>
    public async Task Send(SiloAddress from, SiloAddress to, PeerBatch batch)
    {
        for (int tries = 1; ; tries++)
        {
            BatchFate fate = await faults.OnSend(new BatchTry(from, to, batch, tries));
            if (fate.RepeatedAfterMs > 0) _ = Repeat(to, batch, fate.RepeatedAfterMs);
            if (fate.Lost) continue;
            try
            {
                bool taken = await fabrics.Of(to).Put(batch).WaitAsync(s_timeout);
                if (fate.Unacknowledged) continue;
                if (taken) return;
                throw new StaleEpochException($"{to} is not in epoch {batch.Step.Epoch} of {batch.Run}.");
            }
            catch (TimeoutException) when (tries < MostTries)
            {
                // The batch or its acknowledgement was lost.
            }
        }
    }

    // Rounds later, perhaps epochs: the receiver has to notice.
    private async Task Repeat(SiloAddress to, PeerBatch batch, int afterMs)
    {
        await Task.Delay(afterMs);
        Task repeated = fabrics.Of(to).Put(batch).WaitAsync(s_timeout);
        await repeated.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
