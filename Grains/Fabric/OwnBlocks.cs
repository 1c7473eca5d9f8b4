using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// Removes what this silo has written of checkpoints that are over, beside everything else: nobody else need read a block to remove it.
/// Used by the fabric's own turns only.
/// </summary>
internal sealed class OwnBlocks(CheckpointStore checkpoints)
{
    // Of each run the latest, which goes on after those before it.
    private readonly Dictionary<string, Task> _removals = [];

    // Runs of which nothing more is written here, and something may not be removed yet.
    private readonly HashSet<string> _ended = [];

    /// <summary>
    /// Removes all of a run's checkpoints before the last one that exists, and of the trace what it has written and the client has read.
    /// Completes when nothing of them is left that this silo has written.
    /// </summary>
    public Task RemoveBefore(string run, CheckpointId last, string[] traces)
    {
        Task removal = After(_removals.GetValueOrDefault(run, Task.CompletedTask), run, last, traces);
        if (!removal.IsCompleted) _removals[run] = removal;
        return removal;
    }

    /// <summary>The same, and then forgets what it has written of the run: nothing more of it is written here.</summary>
    public Task Forget(string run, CheckpointId last)
    {
        _ended.Add(run);
        return RemoveBefore(run, last, []);
    }

    private async Task After(Task before, string run, CheckpointId last, string[] traces)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        foreach (string name in checkpoints.WrittenBefore(run, last)) await checkpoints.RemoveWritten(name);
        // Of a run that has ended they may be forgotten, and are read then.
        foreach (string name in traces) await checkpoints.Remove(name);
        _removals.Remove(run);
        if (_ended.Remove(run)) checkpoints.Forget(run);
    }
}
