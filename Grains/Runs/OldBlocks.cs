using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Runs;

/// <summary>
/// Removes blocks that no checkpoint needs any more, beside the run: that one of them stays for a while hurts nobody, and that the storage
/// fails just then is no reason to go back.
/// </summary>
internal sealed class OldBlocks(CheckpointStore checkpoints)
{
    private readonly HashSet<string> _names = [];
    private Task _removing = Task.CompletedTask;

    /// <summary>Those that may still be there.</summary>
    public IEnumerable<string> Names => _names;

    /// <summary>These are not needed any more, once a record says so.</summary>
    public void Add(IEnumerable<string> names) => _names.UnionWith(names);

    /// <summary>Begins to remove, unless it is at it.</summary>
    public void Remove()
    {
        if (_removing.IsCompleted) _removing = RemoveAll();
    }

    /// <summary>Removes them all; false when some may still be there.</summary>
    public async Task<bool> RemoveNow()
    {
        await _removing;
        Remove();
        await _removing;
        return _names.Count == 0;
    }

    private async Task RemoveAll()
    {
        // Also what is added meanwhile: no checkpoint may come after it.
        while (_names.Count > 0)
        {
            string name = _names.First();
            try
            {
                await checkpoints.Remove(name);
                _names.Remove(name);
            }
#pragma warning disable CA1031 // The next checkpoint, the next leader, or who wakes the ended run, tries again.
            catch (Exception)
#pragma warning restore CA1031
            {
                return;
            }
        }
    }
}
