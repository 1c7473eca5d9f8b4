using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>The runs that have not ended, in storage.</summary>
public sealed class RunsGrain([PersistentState("runs", CheckpointStore.StorageName)] IPersistentState<RunsRecord> record) : Grain,
    IRunsGrain
{
    /// <inheritdoc/>
    public Task Add(string run)
    {
        if (record.State.Runs.Contains(run)) return Task.CompletedTask;
        record.State.Runs.Add(run);
        return record.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task Remove(string run) => record.State.Runs.Remove(run) ? record.WriteStateAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<string[]> List() => Task.FromResult(record.State.Runs.ToArray());
}

/// <summary>The runs as they are stored.</summary>
[GenerateSerializer, Alias("tickstorm.runs-record")]
public sealed class RunsRecord
{
    /// <summary>Their names.</summary>
    [Id(0)] public List<string> Runs { get; set; } = [];
}
