namespace Tickstorm.Engine.Window;

/// <summary>
/// When each of a few members, numbered from 0, is next due within a window, sorted, the earliest last. What is entered is mostly due soon,
/// so that little is moved for it. Each time is read as it was written: a wider read of what was just written waits for the store buffer.
/// </summary>
internal sealed class EventList
{
    private const long Never = long.MaxValue;
    private (long Ns, int Member)[] _events = new (long, int)[64];

    // Of each member that was entered.
    private long[] _dueNs = new long[64];
    private long _endNs;
    private int _count;

    /// <summary>The earliest, ns; <see cref="long.MaxValue"/> for none before the window's end.</summary>
    public long Earliest => _count == 0 ? Never : _events[_count - 1].Ns;

    /// <summary>Forgets all, for a window that ends at a time.</summary>
    public void Begin(long endNs) => (_count, _endNs) = (0, endNs);

    /// <summary>Enters the first members, before anything is asked: they are sorted then.</summary>
    public void Append(int member, long ns)
    {
        if (Note(member, ns)) _events[_count++] = (ns, member);
    }

    /// <summary>Sorts those that were appended.</summary>
    public void Sort() => _events.AsSpan(0, _count).Sort(static (one, other) => other.Ns.CompareTo(one.Ns));

    /// <summary>Enters a member that is not in the list; one that is due after the window is not kept.</summary>
    public void Add(int member, long ns)
    {
        if (!Note(member, ns)) return;
        (long Ns, int Member)[] events = _events;
        int at = _count++;
        for (; at > 0 && events[at - 1].Ns < ns; at--) events[at] = events[at - 1];
        events[at] = (ns, member);
    }

    /// <summary>Takes the members that are due before a time out of the list.</summary>
    public void TakeBefore(long untilNs, List<int> into)
    {
        while (_count > 0 && _events[_count - 1].Ns < untilNs)
        {
            int member = _events[--_count].Member;
            _dueNs[member] = Never;
            into.Add(member);
        }
    }

    /// <summary>Brings a member that was entered once forward to a time, if it is not due earlier.</summary>
    public void Bring(int member, long ns)
    {
        if (_dueNs[member] <= ns) return;
        if (_dueNs[member] != Never)
        {
            int at = _count - 1;
            while (_events[at].Member != member) at--;
            Array.Copy(_events, at + 1, _events, at, --_count - at);
        }

        Add(member, ns);
    }

    // True when it is to be kept; there is room for it then.
    private bool Note(int member, long ns)
    {
        if (member >= _dueNs.Length) Array.Resize(ref _dueNs, 2 * member);
        if (_count == _events.Length) Array.Resize(ref _events, 2 * _count);
        bool isKept = ns < _endNs;
        _dueNs[member] = isKept ? ns : Never;
        return isKept;
    }
}
