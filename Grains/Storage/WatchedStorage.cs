using Orleans.Storage;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Storage;

/// <summary>Storage that tells its troubles in a sentence, and the silo of them.</summary>
public sealed class WatchedStorage(IGrainStorage storage, StorageHealth health) : IGrainStorage
{
    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            await Watch(storage.ReadStateAsync(stateName, grainId, grainState));
        }
        catch (Exception failure) when (failure is not (OrleansException or OperationCanceledException))
        {
            throw new DamagedStateException(
                $"The {stateName} of {grainId.Key} in the cluster's storage is damaged: {failure.Message.Split('\n', 2)[0].Trim()}");
        }
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Watch(storage.WriteStateAsync(stateName, grainId, grainState));

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Watch(storage.ClearStateAsync(stateName, grainId, grainState));

    private async Task Watch(Task use)
    {
        try
        {
            await use;
        }
        catch (Exception failure) when (StorageHealth.IsTrouble(failure))
        {
            throw health.Fail(storage, failure);
        }
    }
}
