namespace Tickstorm.Engine.Window;

/// <summary>
/// Next-event times of a range of processes, with minima per 64 and per 4,096 of them, so that a window costs what is active in it.
/// </summary>
internal sealed class NextEventIndex
{
    private const int Fan = 64;
    private readonly int _first;

    // What is left of all time when the event comes, so that 0 is "never": memory of processes that have none is not touched.
    private readonly long[] _next;
    private readonly long[] _block;
    private readonly long[] _super;

    /// <summary>An index of processes <paramref name="first"/> to first + count - 1, all without an event.</summary>
    public NextEventIndex(int first, int count)
    {
        _first = first;
        _next = new long[count];
        _block = new long[(count + Fan - 1) / Fan];
        _super = new long[(_block.Length + Fan - 1) / Fan];
    }

    /// <summary>The earliest next event, ns.</summary>
    public long Earliest => long.MaxValue - Max(_super, 0, _super.Length);

    /// <summary>A process's next-event time.</summary>
    public long At(int process) => long.MaxValue - _next[process - _first];

    /// <summary>Sets a process's next-event time.</summary>
    public void Set(int process, long timeNs)
    {
        int i = process - _first;
        long old = _next[i], now = long.MaxValue - timeNs;
        if (old == now) return;
        _next[i] = now;
        Update(_block, i / Fan, old, now, _next);
    }

    /// <summary>Adds each process with an event before a time, in ascending order.</summary>
    public void CollectBefore(long untilNs, List<int> into)
    {
        long left = long.MaxValue - untilNs;
        for (int s = 0; s < _super.Length; s++)
        {
            if (_super[s] <= left) continue;
            int blockEnd = Math.Min(_block.Length, (s + 1) * Fan);
            for (int b = s * Fan; b < blockEnd; b++)
            {
                if (_block[b] <= left) continue;
                int end = Math.Min(_next.Length, (b + 1) * Fan);
                for (int i = b * Fan; i < end; i++)
                {
                    if (_next[i] > left) into.Add(_first + i);
                }
            }
        }
    }

    private void Update(long[] level, int i, long old, long now, long[] below)
    {
        long was = level[i];
        long max = now >= was ? now : old < was ? was : Max(below, i * Fan, Math.Min(below.Length, (i + 1) * Fan));
        if (max == was) return;
        level[i] = max;
        if (level == _block) Update(_super, i / Fan, was, max, _block);
    }

    private static long Max(long[] left, int start, int end)
    {
        long max = 0;
        for (int i = start; i < end; i++) max = Math.Max(max, left[i]);
        return max;
    }
}
