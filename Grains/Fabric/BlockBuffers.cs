namespace Tickstorm.Grains.Fabric;

/// <summary>
/// Arrays for the blocks of checkpoints, used again and again: those of a machine have the same few sizes each time. Any thread may use it.
/// </summary>
internal sealed class BlockBuffers
{
    private readonly Dictionary<int, Stack<byte[]>> _free = [];

    /// <summary>An array of a size; what it holds does not matter.</summary>
    public byte[] Take(int size)
    {
        lock (_free)
        {
            if (_free.TryGetValue(size, out Stack<byte[]>? free) && free.TryPop(out byte[]? held)) return held;
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    /// <summary>These are not needed any more. Of a size that was not asked for again the collector has them.</summary>
    public void Return(IEnumerable<byte[]> arrays)
    {
        lock (_free)
        {
            _free.Clear();
            foreach (byte[] array in arrays)
            {
                if (!_free.TryGetValue(array.Length, out Stack<byte[]>? free)) _free[array.Length] = free = [];
                free.Push(array);
            }
        }
    }
}
