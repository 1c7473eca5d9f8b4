using System.Diagnostics;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>Which of the silos that may be writing a block of an unfinished checkpoint have stopped.</summary>
internal enum WritersState
{
    /// <summary>One that lives could not be told.</summary>
    Unheard,

    /// <summary>All that live have stopped, but one that took part is gone: it has ended, or only stands still.</summary>
    SomeGone,

    /// <summary>All have.</summary>
    Stopped,
}

/// <summary>What has come of it that silos were to remove blocks that they wrote.</summary>
/// <param name="Gone">Removed by them.</param>
/// <param name="Left">Written by silos that are gone, as far as they are there still.</param>
internal sealed record WritersRemoval(IReadOnlyList<string> Gone, IReadOnlyList<string> Left);

/// <summary>
/// Removes blocks that no checkpoint needs any more, beside the run: that one of them stays for a while hurts nobody, and that the storage
/// fails just then is no reason to go back.
/// </summary>
/// <param name="checkpoints">Where they are.</param>
/// <param name="removeByWriters">Has those who wrote blocks of complete checkpoints remove them.</param>
/// <param name="stopWriters">Tells all silos that epochs up to one are over, and says which still write for one.</param>
/// <param name="doubt">How long after it was given up a silo may come to life, and finish what it was writing.</param>
internal sealed class OldBlocks(
    CheckpointStore checkpoints, Func<string[], Task<WritersRemoval>> removeByWriters, Func<long, Task<WritersState>> stopWriters,
    TimeSpan doubt)
{
    // Of complete checkpoints: nobody writes them any more.
    private readonly HashSet<string> _complete = [];

    // Of checkpoints that came to nothing: a silo may be writing one just now.
    private readonly HashSet<string> _unfinished = [];

    // Removed, when each was, and to be looked after once more.
    private readonly Dictionary<string, long> _doubtful = [];
    private long _lastEpoch;
    private Task _removing = Task.CompletedTask;

    /// <summary>Those of complete checkpoints that may still be there.</summary>
    public IEnumerable<string> Complete => _complete;

    /// <summary>Those of unfinished checkpoints that may still be there, or come yet.</summary>
    public IEnumerable<string> Unfinished => _unfinished.Union(_doubtful.Keys);

    /// <summary>These blocks of a complete checkpoint are not needed any more, once a record says so.</summary>
    public void Add(IEnumerable<string> names) => _complete.UnionWith(names);

    /// <summary>What there is of these belongs to no checkpoint: they are of epochs up to this one, which are over.</summary>
    public void AddUnfinished(IEnumerable<string> names, long lastEpoch)
    {
        _unfinished.UnionWith(names);
        _lastEpoch = Math.Max(_lastEpoch, lastEpoch);
    }

    /// <summary>Begins to remove, unless it is at it.</summary>
    public void Remove()
    {
        if (_removing.IsCompleted) _removing = RemoveAll();
    }

    /// <summary>
    /// Removes them all. How long to wait until it is to be done again, because something may come yet: zero when there is nothing left,
    /// null when some could not be removed.
    /// </summary>
    public async Task<TimeSpan?> RemoveNow()
    {
        await _removing;
        Remove();
        await _removing;
        if (_complete.Count + _unfinished.Count > 0) return null;
        if (_doubtful.Count == 0) return TimeSpan.Zero;
        TimeSpan rest = doubt - Stopwatch.GetElapsedTime(_doubtful.Values.Max());
        return rest > TimeSpan.Zero ? rest : TimeSpan.FromMilliseconds(1);
    }

    private async Task RemoveAll()
    {
        try
        {
            // Also what is added meanwhile: no checkpoint may come after it. What a silo that lives has not removed waits for the next
            // time.
            HashSet<string> tried = [];
            while (_complete.Any(name => !tried.Contains(name)))
            {
                string[] names = [.. _complete];
                tried.UnionWith(names);
                WritersRemoval removal = await removeByWriters(names);
                _complete.ExceptWith(removal.Gone);
                await RemoveEach(removal.Left, name => _complete.Remove(name));
            }

            await RemoveEach(
                [.. _doubtful.Where(each => Stopwatch.GetElapsedTime(each.Value) >= doubt).Select(each => each.Key)],
                name => _doubtful.Remove(name));
            // What is added from here on may be of a later epoch.
            string[] unfinished = [.. _unfinished];
            if (unfinished.Length == 0) return;
            WritersState writers = await stopWriters(_lastEpoch);
            if (writers == WritersState.Unheard) return;
            await RemoveEach(unfinished, name =>
            {
                _unfinished.Remove(name);
                if (writers == WritersState.SomeGone) _doubtful[name] = Stopwatch.GetTimestamp();
            });
        }
#pragma warning disable CA1031 // The next checkpoint, the next leader, or who wakes the ended run, tries again.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private async Task RemoveEach(IReadOnlyList<string> names, Action<string> removed)
    {
        foreach (string name in names)
        {
            await checkpoints.Remove(name);
            removed(name);
        }
    }
}
