namespace Tickstorm.Engine.Window;

/// <summary>
/// Next-event times of a range of processes, with minima per 64 and per 4,096 of them, so that a window costs what is active in it.
/// </summary>
internal sealed class NextEventIndex
{
    private const int Fan = 64;
    private readonly int _first;
    private readonly long[] _next;
    private readonly long[] _block;
    private readonly long[] _super;

    /// <summary>An index of processes <paramref name="first"/> to first + count - 1, all without an event.</summary>
    public NextEventIndex(int first, int count)
    {
        _first = first;
        _next = Filled(count);
        _block = Filled((count + Fan - 1) / Fan);
        _super = Filled((_block.Length + Fan - 1) / Fan);
    }

    /// <summary>The earliest next event, ns.</summary>
    public long Earliest => Min(_super, 0, _super.Length);

    /// <summary>A process's next-event time.</summary>
    public long At(int process) => _next[process - _first];

    /// <summary>Sets a process's next-event time.</summary>
    public void Set(int process, long timeNs)
    {
        int i = process - _first;
        long old = _next[i];
        if (old == timeNs) return;
        _next[i] = timeNs;
        Update(_block, i / Fan, old, timeNs, _next);
    }

    /// <summary>Adds each process with an event before a time, in ascending order.</summary>
    public void CollectBefore(long untilNs, List<int> into)
    {
        for (int s = 0; s < _super.Length; s++)
        {
            if (_super[s] >= untilNs) continue;
            int blockEnd = Math.Min(_block.Length, (s + 1) * Fan);
            for (int b = s * Fan; b < blockEnd; b++)
            {
                if (_block[b] >= untilNs) continue;
                int end = Math.Min(_next.Length, (b + 1) * Fan);
                for (int i = b * Fan; i < end; i++)
                {
                    if (_next[i] < untilNs) into.Add(_first + i);
                }
            }
        }
    }

    private void Update(long[] level, int i, long old, long now, long[] below)
    {
        long was = level[i];
        long min = now <= was ? now : old > was ? was : Min(below, i * Fan, Math.Min(below.Length, (i + 1) * Fan));
        if (min == was) return;
        level[i] = min;
        if (level == _block) Update(_super, i / Fan, was, min, _block);
    }

    private static long Min(long[] times, int start, int end)
    {
        long min = long.MaxValue;
        for (int i = start; i < end; i++) min = Math.Min(min, times[i]);
        return min;
    }

    private static long[] Filled(int count)
    {
        long[] times = new long[count];
        Array.Fill(times, long.MaxValue);
        return times;
    }
}
