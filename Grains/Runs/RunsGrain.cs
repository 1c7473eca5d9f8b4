using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>The runs that there is something to do for, in storage.</summary>
public sealed class RunsGrain([PersistentState("runs", CheckpointStore.StorageName)] IPersistentState<RunsRecord> record) : Grain,
    IRunsGrain
{
    /// <inheritdoc/>
    public Task Add(string run) => record.State.Runs.Contains(run) ? Task.CompletedTask : Write([.. record.State.Runs, run]);

    /// <inheritdoc/>
    public Task Remove(string run) =>
        record.State.Runs.Contains(run) ? Write([.. record.State.Runs.Where(other => other != run)]) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<string[]> List() => Task.FromResult(record.State.Runs.ToArray());

    // What was not written is not so; what is not known to be written is read again by the next activation.
    private async Task Write(List<string> runs)
    {
        RunsRecord before = record.State;
        record.State = new RunsRecord { Runs = runs };
        try
        {
            await record.WriteStateAsync();
        }
        catch
        {
            record.State = before;
            DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>The runs as they are stored.</summary>
[GenerateSerializer, Alias("tickstorm.runs-record")]
public sealed class RunsRecord
{
    /// <summary>Their names.</summary>
    [Id(0)] public List<string> Runs { get; set; } = [];
}
