using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Tests.Support;

/// <summary>Storage in a folder whose uses can be made to fail, to hang, or to be done without anybody knowing.</summary>
internal sealed class FaultyStorage(IGrainStorage inner, StorageControl control) : IGrainStorage
{
    /// <summary>Adds it in place of what was there.</summary>
    public static void Add(IServiceCollection services, string folder, StorageControl control) =>
        services.AddKeyedSingleton<IGrainStorage>(CheckpointStore.StorageName,
        (silo, _) => new WatchedStorage(
            new FaultyStorage(new FolderGrainStorage(folder, silo.GetRequiredService<Serializer>()), control),
            silo.GetRequiredService<StorageHealth>()));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use(StorageOp.Read, grainId, () => inner.ReadStateAsync(stateName, grainId, grainState), () => grainState.RecordExists);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use(StorageOp.Write, grainId, () => inner.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use(StorageOp.Clear, grainId, () => inner.ClearStateAsync(stateName, grainId, grainState));

    private async Task Use(StorageOp op, GrainId grain, Func<Task> action, Func<bool>? found = null)
    {
        StorageUse use = new(op, grain.ToString());
        if (control.Before is { } before) await before(use);
        await action();
        if (control.After is { } after) await after(use with { Found = found?.Invoke() ?? false });
    }
}
