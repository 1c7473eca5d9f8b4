namespace Tickstorm.Engine.Window;

/// <summary>
/// When each of a few processes is next due within a window, sorted, the earliest last. What is entered is mostly due soon, so that little
/// is moved for it. Each time is read as it was written: a wider read of what was just written waits until it has left the store buffer.
/// </summary>
internal sealed class EventList
{
    private (long Ns, int Member)[] _events = new (long, int)[64];
    private int _count;

    /// <summary>The earliest, ns; <see cref="long.MaxValue"/> for none.</summary>
    public long Earliest => _count == 0 ? long.MaxValue : _events[_count - 1].Ns;

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Enters a member that is not in the list.</summary>
    public void Add(int member, long ns)
    {
        if (_count == _events.Length) Array.Resize(ref _events, _count * 2);
        (long Ns, int Member)[] events = _events;
        int at = _count++;
        for (; at > 0 && events[at - 1].Ns < ns; at--) events[at] = events[at - 1];
        events[at] = (ns, member);
    }

    /// <summary>Takes the members that are due before a time out of the list.</summary>
    public void TakeBefore(long untilNs, List<int> into)
    {
        while (_count > 0 && _events[_count - 1].Ns < untilNs) into.Add(_events[--_count].Member);
    }

    /// <summary>Enters a member, or brings it forward to a time when it is in the list with a later one.</summary>
    public void Bring(int member, long ns)
    {
        for (int at = _count - 1; at >= 0; at--)
        {
            if (_events[at].Member != member) continue;
            if (_events[at].Ns <= ns) return;
            Array.Copy(_events, at + 1, _events, at, --_count - at);
            break;
        }

        Add(member, ns);
    }
}
