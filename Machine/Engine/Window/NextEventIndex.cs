using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    public long Earliest => long.MaxValue - Max(_super);

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
                int start = b * Fan;
                Collect(_next.AsSpan(start, Math.Min(Fan, _next.Length - start)), left, _first + start, into);
            }
        }
    }

    private void Update(long[] level, int i, long old, long now, long[] below)
    {
        long was = level[i];
        int start = i * Fan;
        long max = now >= was ? now : old < was ? was : Max(below.AsSpan(start, Math.Min(Fan, below.Length - start)));
        if (max == was) return;
        level[i] = max;
        if (level == _block) Update(_super, i / Fan, was, max, _block);
    }

    // At most Fan of them.
    private static void Collect(ReadOnlySpan<long> left, long than, int first, List<int> into)
    {
        ReadOnlySpan<Vector256<long>> fours = MemoryMarshal.Cast<long, Vector256<long>>(left);
        Vector256<long> limit = Vector256.Create(than);
        ulong found = 0;
        for (int i = 0; i < fours.Length; i++) found |= (ulong)Vector256.GreaterThan(fours[i], limit).ExtractMostSignificantBits() << 4 * i;
        for (int i = 4 * fours.Length; i < left.Length; i++) found |= left[i] > than ? 1UL << i : 0;
        for (; found != 0; found &= found - 1) into.Add(first + BitOperations.TrailingZeroCount(found));
    }

    private static long Max(ReadOnlySpan<long> left)
    {
        ReadOnlySpan<Vector256<long>> fours = MemoryMarshal.Cast<long, Vector256<long>>(left);
        Vector256<long> most = Vector256<long>.Zero;
        foreach (Vector256<long> four in fours) most = Vector256.Max(most, four);
        long max = Math.Max(Math.Max(most[0], most[1]), Math.Max(most[2], most[3]));
        foreach (long one in left[(4 * fours.Length)..]) max = Math.Max(max, one);
        return max;
    }
}
