using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Tickstorm.Contracts.Fabric;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Grains.Fabric;

/// <summary>Blocks of checkpoints in grain storage.</summary>
public sealed class CheckpointStore(IServiceProvider services)
{
    /// <summary>The name of the grain storage that records are kept in, and checkpoints too unless these have one of their own.</summary>
    public const string StorageName = "tickstorm";

    /// <summary>The name of the grain storage of checkpoints, if they have one: their blocks are large, and written once.</summary>
    public const string BlocksName = "tickstorm-blocks";

    private const string StateName = "block", TraceEnd = ".trace";

    // Of the blocks that this silo has written: who knows it need not read one to remove it.
    private readonly ConcurrentDictionary<string, string?> _versions = [];
    private IGrainStorage? _storage;

    private IGrainStorage Storage => _storage ??= services.GetKeyedService<IGrainStorage>(BlocksName)
        ?? services.GetRequiredKeyedService<IGrainStorage>(StorageName);

    /// <summary>The name of a trace block.</summary>
    public static string TraceNameOf(string run, long epoch, long checkpoint, int node) =>
        string.Create(CultureInfo.InvariantCulture, $"{run}/{epoch}.{checkpoint}/{node}{TraceEnd}");

    /// <summary>True for the name of a trace block.</summary>
    public static bool IsTraceName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.EndsWith(TraceEnd, StringComparison.Ordinal);
    }

    /// <summary>Writes a block; what was there before is replaced.</summary>
    public async Task Write(string name, byte[] bytes)
    {
        try
        {
            await Put(name, bytes);
        }
        catch (StorageTroubleException trouble) when (trouble.Late is not null)
        {
            RemoveLate(name, trouble.Late).Ignore();
            throw;
        }
    }

    private async Task Put(string name, byte[] bytes)
    {
        GrainState<StoredBlock> state = new(new StoredBlock { Bytes = bytes, Name = name });
        try
        {
            // A name is used once, so that there is nothing to read first.
            await Storage.WriteStateAsync(StateName, IdOf(name), state);
            _versions[name] = state.ETag;
        }
        catch (InconsistentStateException)
        {
            GrainState<StoredBlock> held = new(new StoredBlock());
            await Storage.ReadStateAsync(StateName, IdOf(name), held);
            held.State = new StoredBlock { Bytes = bytes, Name = name };
            await Storage.WriteStateAsync(StateName, IdOf(name), held);
            _versions[name] = held.ETag;
        }
    }

    // Who asked was told that the block is not there, so that it belongs to no checkpoint: when it comes after all it goes again. By its
    // version: one that somebody else has written by this name since is left alone.
    private async Task RemoveLate(string name, Task<string?> late)
    {
        string? version = await late;
        while (true)
        {
            try
            {
                await Storage.ClearStateAsync(
                    StateName, IdOf(name), new GrainState<StoredBlock>(new StoredBlock()) { ETag = version, RecordExists = true });
                return;
            }
            catch (InconsistentStateException)
            {
                return;
            }
#pragma warning disable CA1031 // There is nothing after which this silo would leave it.
            catch (Exception)
#pragma warning restore CA1031
            {
                await Task.Delay(services.GetRequiredService<WaitTimes>().BetweenProbes);
            }
        }
    }

    /// <summary>Reads a block; null when there is none.</summary>
    /// <exception cref="DamagedStateException">What is there was written under another name: of an earlier checkpoint, say.</exception>
    public async Task<byte[]?> Read(string name)
    {
        GrainState<StoredBlock> state = new(new StoredBlock());
        await Storage.ReadStateAsync(StateName, IdOf(name), state);
        if (state.State is { Name: { Length: > 0 } written } && written != name)
            throw new DamagedStateException($"where block {name} should be there is a copy of {written}");
        return state.State?.Bytes is { Length: > 0 } bytes ? bytes : null;
    }

    /// <summary>Removes a block, without reading it when this silo has written it.</summary>
    public async Task Remove(string name)
    {
        if (await RemoveWritten(name)) return;
        GrainState<StoredBlock> state = new(new StoredBlock());
        await Storage.ReadStateAsync(StateName, IdOf(name), state);
        if (state.RecordExists) await Storage.ClearStateAsync(StateName, IdOf(name), state);
    }

    /// <summary>The blocks that this silo has written of a run's checkpoints before one, traces apart.</summary>
    internal string[] WrittenBefore(string run, CheckpointId last) => [.. WrittenOf(run).Where(
        name => BlockName.CheckpointOf(name).IsBefore(last) && !IsTraceName(name))];

    /// <summary>
    /// Removes a block that this silo has written, without reading it. False when it has not written it, or somebody else has written it or
    /// removed it since.
    /// </summary>
    internal async Task<bool> RemoveWritten(string name)
    {
        if (!_versions.TryRemove(name, out string? version)) return false;
        GrainState<StoredBlock> state = new(new StoredBlock()) { ETag = version, RecordExists = true };
        try
        {
            await Storage.ClearStateAsync(StateName, IdOf(name), state);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
        catch
        {
            // It may be there still.
            _versions.TryAdd(name, version);
            throw;
        }
    }

    /// <summary>Forgets which blocks of a run this silo has written.</summary>
    internal void Forget(string run)
    {
        foreach (string name in WrittenOf(run)) _versions.TryRemove(name, out _);
    }

    /// <summary>Removes what a silo has left that ended while it tried the storage.</summary>
    internal async Task RemoveProbe()
    {
        await StorageHealth.RemoveProbe(Storage);
        if (services.GetRequiredKeyedService<IGrainStorage>(StorageName) is var records && records != Storage)
            await StorageHealth.RemoveProbe(records);
    }

    private IEnumerable<string> WrittenOf(string run) => _versions.Keys.Where(name => name.StartsWith(run + '/', StringComparison.Ordinal));

    private static GrainId IdOf(string name) => GrainId.Create("tickstorm-block", name);
}

/// <summary>A block as it is stored.</summary>
[GenerateSerializer, Alias("tickstorm.stored-block")]
public sealed class StoredBlock
{
    /// <summary>The bytes.</summary>
    [Id(0)] public byte[] Bytes { get; set; } = [];

    /// <summary>The name that it was written under; empty in one of an earlier version.</summary>
    [Id(1)] public string Name { get; set; } = "";
}
