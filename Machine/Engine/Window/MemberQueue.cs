namespace Tickstorm.Engine.Window;

/// <summary>Numbers in the order of their times: a binary heap in arrays that are kept.</summary>
internal sealed class MemberQueue
{
    private (long Ns, int Number)[] _heap = new (long, int)[64];
    private int _count;

    /// <summary>The earliest time; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextNs => _count == 0 ? long.MaxValue : _heap[0].Ns;

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a number; it may be there already.</summary>
    public void Add(long ns, int number)
    {
        if (ns == long.MaxValue) return;
        if (_count == _heap.Length) Array.Resize(ref _heap, _heap.Length * 2);
        int at = _count++;
        while (at > 0 && IsBefore((ns, number), _heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = (ns, number);
    }

    /// <summary>Takes the earliest if its time is before <paramref name="untilNs"/>; of the same time the lowest number.</summary>
    public bool TryTake(long untilNs, out int number, out long ns)
    {
        (ns, number) = _count == 0 ? (long.MaxValue, -1) : _heap[0];
        if (ns >= untilNs) return false;
        (long Ns, int Number) last = _heap[--_count];
        int at = 0;
        for (int child = 1; child < _count; child = 2 * at + 1)
        {
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], last)) break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return true;
    }

    private static bool IsBefore((long Ns, int Number) one, (long Ns, int Number) other) =>
        one.Ns < other.Ns || one.Ns == other.Ns && one.Number < other.Number;
}
