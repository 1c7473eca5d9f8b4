using Orleans.Services;

namespace Tickstorm.Contracts.Fabric;

/// <summary>
/// The bus between a silo's grains and those of the other silos. One per silo; orders come down a tree of silos, and reports go up it.
/// </summary>
[Alias("tickstorm.fabric")]
public interface IFabricService : IGrainService
{
    /// <summary>Begins an epoch of a run: whatever the silo holds of an older one is discarded.</summary>
    [Alias("open")]
    Task<FabricReport> Open(EpochPlan plan, int node);

    /// <summary>
    /// Carries out an order, here and in the silos below, and reports for all of them. A repeated order gets the stored report.
    /// </summary>
    [Alias("carry"), ResponseTimeout("00:05:00")]
    Task<FabricReport> Execute(FabricOrder order, int node);

    /// <summary>Takes a batch from another silo; a repeated one is ignored. False when it belongs to another epoch.</summary>
    [Alias("put")]
    Task<bool> Put(PeerBatch batch);
}
