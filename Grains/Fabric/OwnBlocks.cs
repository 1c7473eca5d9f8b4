using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// Removes what this silo has written of checkpoints that are over, beside everything else: nobody else need read a block to remove it.
/// Used by the fabric's own turns only.
/// </summary>
internal sealed class OwnBlocks(CheckpointStore checkpoints)
{
    // Of each run the latest, which goes on after those before it.
    private readonly Dictionary<string, (Task Removal, CheckpointId Last, string[] Names)> _removals = [];

    /// <summary>
    /// Removes these blocks, and all of a run's checkpoints before the last one that exists, but for traces. Completes when nothing of
    /// them is left that this silo has written.
    /// </summary>
    public Task RemoveBefore(string run, CheckpointId last, string[] names)
    {
        // Whoever asks whether it has been done does not have it done again.
        return _removals.TryGetValue(run, out (Task Removal, CheckpointId Last, string[] Names) latest)
            && !latest.Removal.IsCompleted && latest.Last == last && latest.Names.SequenceEqual(names)
            ? latest.Removal : Begin(run, last, names, isLast: false);
    }

    /// <summary>The same, and then forgets what it has written of the run: nothing more of it is written here.</summary>
    public Task Forget(string run, CheckpointId last) => Begin(run, last, [], isLast: true);

    private Task Begin(string run, CheckpointId last, string[] names, bool isLast)
    {
        foreach (string over in _removals.Where(each => each.Value.Removal.IsCompleted).Select(each => each.Key).ToArray())
            _removals.Remove(over);
        Task before = _removals.TryGetValue(run, out (Task Removal, CheckpointId, string[]) latest) ? latest.Removal : Task.CompletedTask;
        Task removal = After(before, run, last, names, isLast);
        _removals[run] = (removal, last, names);
        return removal;
    }

    private async Task After(Task before, string run, CheckpointId last, string[] names, bool isLast)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        // Of a run that has ended they may be forgotten: those that are there still are read then.
        foreach (string name in names) await checkpoints.Remove(name);
        foreach (string name in checkpoints.WrittenBefore(run, last)) await checkpoints.RemoveWritten(name);
        if (isLast) checkpoints.Forget(run);
    }
}
