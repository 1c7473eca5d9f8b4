using Microsoft.Extensions.Logging;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>The names of the cluster's runs, in storage.</summary>
public sealed class RunsGrain(
    [PersistentState("runs", CheckpointStore.StorageName)] IPersistentState<RunsRecord> record, RunLimits limits, TimeProvider time,
    ILogger<RunsGrain> logger) : Grain, IRunsGrain
{
    /// <inheritdoc/>
    public Task Add(string run) => record.State.Runs.Contains(run)
        ? Task.CompletedTask
        : Write(record.State with { Runs = [.. record.State.Runs, run] });

    /// <inheritdoc/>
    public async Task Remove(string run)
    {
        RunsRecord now = record.State;
        if (now.Runs.Contains(run))
        {
            await Write(
                new RunsRecord
                {
                    Runs = [.. now.Runs.Where(other => other != run)], Ended = [.. now.Ended, new KnownRun(run, time.GetUtcNow())],
                });
        }

        // Not waited for: a run asks this grain when it is removed.
        for (int i = 0; i < record.State.Ended.Length - limits.KeptRuns; i++) _ = Drop(record.State.Ended[i].Name);
    }

    /// <inheritdoc/>
    public Task Forget(string run)
    {
        RunsRecord now = record.State;
        return now.Runs.Contains(run) || now.Ended.Any(ended => ended.Name == run)
            ? Write(
                new RunsRecord
                {
                    Runs = [.. now.Runs.Where(other => other != run)], Ended = [.. now.Ended.Where(ended => ended.Name != run)],
                })
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string[]> List() => Task.FromResult(record.State.Runs.ToArray());

    /// <inheritdoc/>
    public Task<KnownRun[]> All() => Task.FromResult<KnownRun[]>(
        [.. record.State.Runs.Select(run => new KnownRun(run, null)), .. record.State.Ended.Reverse()]);

    private async Task Drop(string run)
    {
        try
        {
            await GrainFactory.GetGrain<IMachineGrain>(run).Remove();
        }
#pragma warning disable CA1031 // The end of the next run tries again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.RunNotRemoved(run, failure.Message);
        }
    }

    // What was not written is not so; what is not known to be written is read again by the next activation.
    private async Task Write(RunsRecord next)
    {
        RunsRecord before = record.State;
        record.State = next;
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
public sealed record RunsRecord
{
    /// <summary>The names of those that there is something to do for: they have not ended, or left something to be removed.</summary>
    [Id(0)] public List<string> Runs { get; init; } = [];

    /// <summary>Those that have, in the order of their ends.</summary>
    [Id(1)] public KnownRun[] Ended { get; init; } = [];
}
