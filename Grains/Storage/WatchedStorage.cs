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
            await Watch(grainState, state => storage.ReadStateAsync(stateName, grainId, state));
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            throw new DamagedStateException(
                $"The {stateName} of {grainId.Key} in the cluster's storage is damaged: {failure.Message.Split('\n', 2)[0].Trim()}");
        }
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Watch(grainState, state => storage.WriteStateAsync(stateName, grainId, state));

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Watch(grainState, state => storage.ClearStateAsync(stateName, grainId, state));

    // A driver says InvalidOperationException of a connection that was closed under it, and ObjectDisposedException of a pool.
    private static bool IsDamage(Exception failure) => failure is not (OrleansException or OperationCanceledException
        or InvalidOperationException or OutOfMemoryException);

    private async Task Watch<T>(IGrainState<T> state, Func<IGrainState<T>, Task> use)
    {
        // What hangs may come to life when nobody waits for it any more: it must not change what the caller holds then.
        GrainState<T> own = new() { State = state.State, ETag = state.ETag, RecordExists = state.RecordExists };
        Task<string?> used = Used();
        try
        {
            await used.WaitAsync(health.Patience);
        }
        catch (Exception failure) when (StorageHealth.IsTrouble(failure))
        {
            throw health.Fail(storage, failure, used);
        }

        (state.State, state.ETag, state.RecordExists) = (own.State, own.ETag, own.RecordExists);

        async Task<string?> Used()
        {
            await use(own);
            return own.ETag;
        }
    }
}
