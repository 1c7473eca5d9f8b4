using System.Numerics;

namespace Tickstorm.Engine.Window;

/// <summary>
/// What the latest executions of a worker's processes in the open window have read of the published values, and who of them is to execute
/// again since a value is another one; few models have any, so that it lies apart from the slots.
/// </summary>
/// <remarks>
/// What a reader was told counts, and not that it read: most decisions do not change with the value. And who has read it late waits: those
/// who see the change first often have it changed again, which is to be seen two ways later, and then nothing has changed for the others.
/// </remarks>
internal sealed class WindowReads(Publications publications, Effects effects, ProcessTable<LatestExecution> table)
{
    /// <summary>Those who wait are few at first when they are no more than this.</summary>
    public const int Few = 16;

    private const int Unknown = -1;

    private readonly ProcessTable<LatestExecution> _table = table;
    private readonly List<int> _waiting = [];
    private Entry[] _entries = [];
    private int _count;

    /// <summary>Processes that are to execute again, unless what they have read becomes what it was.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>When the first of those who wait was told what is not so now, ns.</summary>
    public long EarliestNs { get; private set; } = long.MaxValue;

    /// <summary>A window begins: nothing is read.</summary>
    public void Clear() => _count = 0;

    /// <summary>All execute again: nobody waits.</summary>
    public void StopWaiting()
    {
        foreach (int process in _waiting) _entries[_table.Slot(process).Own.ReadsAt - 1].Waits = false;
        _waiting.Clear();
        EarliestNs = long.MaxValue;
    }

    /// <summary>
    /// Notes what the execution of a process that has just ended has read; its reads began at a number among those of the effects.
    /// </summary>
    /// <param name="process">The process.</param>
    /// <param name="at">Where the process has its entry, from 1 on; 0 for none yet.</param>
    /// <param name="start">The number.</param>
    public void Note(int process, ref int at, int start)
    {
        if (at == 0)
        {
            if (_count == _entries.Length) Array.Resize(ref _entries, Math.Max(64, 2 * _count));
            _entries[_count] = default;
            at = ++_count;
        }

        ref Entry entry = ref _entries[at - 1];
        entry.Process = process;
        entry.Waits = false;
        entry.Times = effects.Reads;
        entry.Start = start;
        entry.Count = effects.KnowsAnswers ? effects.NotedReadCount - start : Unknown;
    }

    /// <summary>A value has changed: whoever was told something else waits, or executes again where that is not known.</summary>
    /// <returns>When somebody who does not wait may have been told something else first, ns.</returns>
    public long TakeChanges()
    {
        long earliest = long.MaxValue;
        Span<int> all = stackalloc int[Publications.Most];
        ReadOnlySpan<int> changed = all[..publications.Changed(all)];
        foreach (ref Entry entry in _entries.AsSpan(0, _count))
        {
            if (entry.Waits || !publications.Touches(in entry.Times, changed)) continue;
            ref ProcessSlot<LatestExecution> slot = ref _table.Slot(entry.Process);
            if (slot.IsDirty || entry.Count == Unknown)
            {
                _table.MakeDirty(ref slot);
                earliest = publications.ChangedFromNs;
            }
            else if (FindChanged(ref entry, entry.Count))
            {
                entry.Waits = true;
                _waiting.Add(entry.Process);
            }
        }

        return earliest;
    }

    /// <summary>
    /// Until when those who wait had better go on now: all who can see nothing of what the first of them does, and more of the next ones
    /// while they are few. Nobody while something before them has just changed.
    /// </summary>
    /// <param name="workers">All workers.</param>
    /// <param name="settled">The round's outcome.</param>
    /// <param name="wayNs">What somebody does is seen so much later, ns: a request's and a write's way.</param>
    /// <param name="few">How many are few: twice as many each time, for where nothing becomes what it was.</param>
    public static long UntilNs(ReadOnlySpan<Worker> workers, in RoundReport settled, long wayNs, ref int few)
    {
        long fromNs = settled.ReadNs;
        if (fromNs == long.MaxValue) return fromNs;
        if (settled.EarliestNs < fromNs) return 0;
        // By the power of two of the way that they lie behind the first.
        Span<int> counts = stackalloc int[65];
        counts.Clear();
        foreach (Worker worker in workers)
        {
            WindowReads reads = worker.Reads;
            foreach (int process in reads._waiting)
            {
                long ways = (reads._entries[reads._table.Slot(process).Own.ReadsAt - 1].FirstNs - fromNs) / wayNs;
                counts[64 - BitOperations.LeadingZeroCount((ulong)ways)]++;
            }
        }

        int taken = 0, sum = counts[0];
        while (taken < 62 && sum + counts[taken + 1] <= few) sum += counts[++taken];
        few = Math.Min(2 * few, int.MaxValue / 2);
        return wayNs > (long.MaxValue - fromNs) >> taken ? long.MaxValue : fromNs + (wayNs << taken);
    }

    /// <summary>Looks again at those who wait: who has executed since, or would be told the same again, waits no longer.</summary>
    /// <param name="hasChange">True when a value has changed since the last time.</param>
    public void LookAgain(bool hasChange)
    {
        EarliestNs = long.MaxValue;
        int kept = 0;
        for (int i = 0; i < _waiting.Count; i++)
        {
            int process = _waiting[i];
            ref Entry entry = ref _entries[_table.Slot(process).Own.ReadsAt - 1];
            if (entry.Waits && hasChange) entry.Waits = FindChanged(ref entry, entry.First);
            if (!entry.Waits) continue;
            EarliestNs = Math.Min(EarliestNs, entry.FirstNs);
            _waiting[kept++] = process;
        }

        _waiting.RemoveRange(kept, _waiting.Count - kept);
    }

    /// <summary>Those who were told before a time what is not so now are to execute again.</summary>
    public void Release(long untilNs)
    {
        int kept = 0;
        for (int i = 0; i < _waiting.Count; i++)
        {
            int process = _waiting[i];
            ref ProcessSlot<LatestExecution> slot = ref _table.Slot(process);
            ref Entry entry = ref _entries[slot.Own.ReadsAt - 1];
            entry.Waits = entry.FirstNs >= untilNs;
            if (entry.Waits) _waiting[kept++] = process;
            else _table.MakeDirty(ref slot);
        }

        _waiting.RemoveRange(kept, _waiting.Count - kept);
        if (kept == 0) EarliestNs = long.MaxValue;
    }

    // Those reads that were told the same until now are asked about the last change alone.
    private bool FindChanged(ref Entry entry, int same)
    {
        ReadOnlySpan<NotedRead> reads = effects.NotedReads.AsSpan(entry.Start, entry.Count);
        entry.First = publications.FirstChanged(reads, same);
        if (entry.First < 0) return false;
        entry.FirstNs = reads[entry.First].AtNs;
        return true;
    }

    private struct Entry
    {
        public ReadsOfAll Times;
        public int Process, Start, Count;

        /// <summary>Its process waits, since it was told at this time, ns, what is not so now: its first read that was.</summary>
        public bool Waits;
        public int First;
        public long FirstNs;
    }
}
