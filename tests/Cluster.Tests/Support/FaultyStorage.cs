using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Tests.Support;

/// <summary>Storage in a folder whose writes can be made to fail.</summary>
internal sealed class FaultyStorage(IGrainStorage inner, Action<string> beforeWrite) : IGrainStorage
{
    /// <summary>Adds it in place of what was there.</summary>
    public static void Add(IServiceCollection services, string folder, Action<string> beforeWrite) =>
        services.AddKeyedSingleton<IGrainStorage>(CheckpointStore.StorageName,
        (silo, _) => new WatchedStorage(
            new FaultyStorage(new FolderGrainStorage(folder, silo.GetRequiredService<Serializer>()), beforeWrite),
            silo.GetRequiredService<StorageHealth>()));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        beforeWrite(grainId.ToString());
        await inner.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);
}
