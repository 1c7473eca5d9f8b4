namespace Tickstorm.Grains.Fabric;

/// <summary>
/// The blocks of a silo's last checkpoints, in its memory: when an epoch ends they need not be read from storage. Used by the fabric's own
/// turns only.
/// </summary>
internal sealed class KeptBlocks
{
    // Of the last checkpoint that exists, and of the one that is being written, or has been since.
    private Dictionary<string, byte[]> _before = [], _last = [];
    private BlockBuffers? _ofBefore, _ofLast;

    /// <summary>A block by its name; null when it is not kept.</summary>
    public byte[]? Find(string name) => _last.GetValueOrDefault(name) ?? _before.GetValueOrDefault(name);

    /// <summary>An epoch begins with a checkpoint: what is of another one is dropped.</summary>
    public void BeginWith(IEnumerable<string> names)
    {
        Dictionary<string, byte[]> kept = [];
        foreach (string name in names)
            if (Find(name) is { } bytes) kept[name] = bytes;
        // A write of the epoch before may use the others still.
        (_before, _last, _ofBefore, _ofLast) = ([], kept, null, null);
    }

    /// <summary>A block of that checkpoint was read.</summary>
    public void Add(string name, byte[] bytes) => _last[name] = bytes;

    /// <summary>These blocks of that checkpoint alone are needed here.</summary>
    public void Only(Func<string, bool> isNeeded)
    {
        foreach (string name in _last.Keys.Where(name => !isNeeded(name)).ToArray()) _last.Remove(name);
    }

    /// <summary>
    /// A checkpoint is to be taken: the one before exists, and what lies before that is not needed any more. To be called before its arrays
    /// are asked for.
    /// </summary>
    public void MakeRoom(BlockBuffers buffers)
    {
        if (_ofBefore == buffers) buffers.Return(_before.Values);
        (_before, _ofBefore) = (_last, _ofLast);
        (_last, _ofLast) = ([], buffers);
    }
}
