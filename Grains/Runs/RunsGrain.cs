using Microsoft.Extensions.Logging;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Silos;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>The names of the cluster's runs, in storage, and the queue of those that wait.</summary>
public sealed class RunsGrain(
    [PersistentState("runs", CheckpointStore.StorageName)] IPersistentState<RunsRecord> record, RunLimits limits, TimeProvider time,
    ILogger<RunsGrain> logger) : Grain, IRunsGrain, IRunsDeskGrain
{
    /// <inheritdoc/>
    public async Task<RunAnswer> Add(string run, string owner, bool fits)
    {
        RunsRecord now = record.State;
        if (now.Runs.Contains(run)) return default;
        int owned = now.Open.Count(open => open.Owner == owner);
        if (limits.RunsOfOwner > 0 && owned >= limits.RunsOfOwner)
        {
            return new RunAnswer(
                $"{owner} has {owned} runs that have not ended; this cluster allows {limits.RunsOfOwner}.", RunAnswerCode.OverLimit);
        }

        bool waits = !fits || IsFull(now) || now.Open.Any(open => open.Waits);
        await Write(now with
        {
            Runs = [.. now.Runs, run], Open = [.. now.Open, new OpenRun(run, owner, waits)],
            Turns = waits ? now.Turns : After(now.Turns, owner),
        });
        return default;
    }

    /// <inheritdoc/>
    public Task<QueuePlace> Place(string run)
    {
        RunsRecord now = record.State;
        int number = FairQueue.Order(now.Open, now.Turns).IndexOf(run) + 1;
        string? refusal = number switch
        {
            0 => null,
            1 when IsFull(now) => $"as many runs go on as this cluster allows at once, {limits.RunsAtOnce}",
            1 => null,
            _ => $"it is number {number} in the queue",
        };
        return Task.FromResult(new QueuePlace(number, refusal));
    }

    /// <inheritdoc/>
    public async Task<bool> Enter(string run)
    {
        if (await Place(run) is not { Number: var number, Refusal: null }) return false;
        if (number == 0) return true;
        RunsRecord now = record.State;
        string owner = now.Open.First(open => open.Name == run).Owner;
        await Write(now with
        {
            Open = [.. now.Open.Select(open => open.Name == run ? open with { Waits = false } : open)], Turns = After(now.Turns, owner),
        });
        return true;
    }

    /// <inheritdoc/>
    public async Task Remove(string run)
    {
        RunsRecord now = record.State;
        if (now.Runs.Contains(run)) await Write(Without(run) with { Ended = [.. now.Ended, new KnownRun(run, time.GetUtcNow())] });

        // Not waited for: a run asks this grain when it is removed.
        for (int i = 0; i < record.State.Ended.Length - limits.KeptRuns; i++) _ = Drop(record.State.Ended[i].Name);
    }

    /// <inheritdoc/>
    public Task Forget(string run)
    {
        RunsRecord now = record.State;
        return now.Runs.Contains(run) || now.Ended.Any(ended => ended.Name == run) ? Write(Without(run)) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string[]> List() => Task.FromResult(record.State.Runs.ToArray());

    /// <inheritdoc/>
    public Task<KnownRun[]> All() => Task.FromResult<KnownRun[]>(
        [.. record.State.Runs.Select(run => new KnownRun(run, null)), .. record.State.Ended.Reverse()]);

    private bool IsFull(RunsRecord now) => limits.RunsAtOnce > 0 && now.Open.Count(open => !open.Waits) >= limits.RunsAtOnce;

    private static string[] After(string[] turns, string owner) => [.. turns.Where(other => other != owner), owner];

    private RunsRecord Without(string run)
    {
        RunsRecord now = record.State;
        OpenRun[] open = [.. now.Open.Where(other => other.Name != run)];
        return new RunsRecord
        {
            Runs = [.. now.Runs.Where(other => other != run)], Ended = [.. now.Ended.Where(ended => ended.Name != run)], Open = open,
            Turns = [.. now.Turns.Where(owner => open.Any(other => other.Owner == owner))],
        };
    }

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

    /// <summary>Whose those of the first list are, and which wait. Nothing of a run that was begun before there was a queue.</summary>
    [Id(2)] public OpenRun[] Open { get; init; } = [];

    /// <summary>Their owners, in the order of the last beginning of a run.</summary>
    [Id(3)] public string[] Turns { get; init; } = [];
}
