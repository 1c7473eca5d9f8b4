using Orleans.Storage;

namespace Tickstorm.Chaos.Storage;

/// <summary>A silo's storage, to which faults happen.</summary>
internal sealed class ChaosStorage(IGrainStorage inner, StorageFaults faults) : IGrainStorage
{
    /// <summary>The name of a run that ends each silo that stores something of its state.</summary>
    public const string Poison = "poison";

    private const int Killed = 137;
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(400);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use("read", stateName, grainId, isNew: false, () => inner.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainId.ToString().StartsWith($"tickstorm-block/{Poison}", StringComparison.Ordinal))
        {
            faults.Ended(Environment.ProcessId);
            Environment.Exit(Killed);
        }

        return Use("write", stateName, grainId, grainState.ETag is null, () => inner.WriteStateAsync(stateName, grainId, grainState));
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Use("clear", stateName, grainId, isNew: false, () => inner.ClearStateAsync(stateName, grainId, grainState));

    private async Task Use(string use, string state, GrainId grain, bool isNew, Func<Task> action)
    {
        StorageFate fate = faults.Of(use, grain.ToString(), isNew);
        UseTrail.Note(faults.Folder, $"{use} {fate} begins", state, grain);
        try
        {
            await Use(fate, action);
            UseTrail.Note(faults.Folder, $"{use} {fate} ends", state, grain);
        }
        catch (Exception failure)
        {
            UseTrail.Note(faults.Folder, $"{use} {fate} fails by {failure.GetType().Name}", state, grain);
            throw;
        }
    }

    private static async Task Use(StorageFate fate, Func<Task> action)
    {
        switch (fate)
        {
            case StorageFate.Fails:
                // What a driver says of a connection that was closed under it, or the system of one that is refused.
                throw Random.Shared.Next(2) == 0
                    ? new InvalidOperationException("Connection is not open")
                    : new IOException("Connection refused");
            case StorageFate.Slow:
                await Task.Delay(s_slow);
                break;
            case StorageFate.Hangs:
                await Task.Delay(Timeout.InfiniteTimeSpan);
                break;
        }

        await action();
        if (fate == StorageFate.Half) throw new TimeoutException("The database did not answer in time.");
    }
}
