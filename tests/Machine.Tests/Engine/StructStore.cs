using Tickstorm.Engine;

namespace Tickstorm.Tests.Engine;

/// <summary>Saved states of processes that are plain structs: copies in one array that is kept.</summary>
internal sealed class StructStore<T>(T[] states) : IStateStore
    where T : unmanaged
{
    private T[] _saved = new T[64];
    private int _count;

    /// <inheritdoc/>
    public int Save(int process)
    {
        if (_count == _saved.Length) Array.Resize(ref _saved, _saved.Length * 2);
        _saved[_count] = states[process];
        return _count++;
    }

    /// <inheritdoc/>
    public void Restore(int process, int place) => states[process] = _saved[place];

    /// <inheritdoc/>
    public void Clear() => _count = 0;
}
