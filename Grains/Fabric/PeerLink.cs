using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>Sends batches to other silos, and again when one is not acknowledged: a repeated one does no harm.</summary>
internal sealed class PeerLink(FabricClient fabrics, IFabricFaults faults)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(4);

    /// <summary>Sends a batch until it is acknowledged.</summary>
    /// <exception cref="StaleEpochException">The other silo is in another epoch.</exception>
    /// <exception cref="UnreachableSiloException">The other silo is lost, or the way to it is cut.</exception>
    public Task Send(SiloAddress from, SiloAddress to, PeerBatch batch)
    {
        int tries = 0;
        return fabrics.Repeat(to, async fabric =>
        {
            BatchFate fate = await faults.OnSend(new BatchTry(from, to, batch, ++tries));
            if (fate.RepeatedAfterMs > 0) _ = Repeat(to, batch, fate.RepeatedAfterMs);
            if (fate.Lost) throw new TimeoutException("The batch was lost.");
            bool taken = await fabric.Put(batch).WaitAsync(s_timeout);
            if (fate.Unacknowledged) throw new TimeoutException("The acknowledgement was lost.");
            return taken ? batch : throw new StaleEpochException($"{to} is not in epoch {batch.Step.Epoch} of {batch.Run}.");
        });
    }

    // Rounds later, perhaps epochs: the receiver has to notice.
    private async Task Repeat(SiloAddress to, PeerBatch batch, int afterMs)
    {
        await Task.Delay(afterMs);
        Task repeated = fabrics.Of(to).Put(batch).WaitAsync(s_timeout);
        await repeated.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
