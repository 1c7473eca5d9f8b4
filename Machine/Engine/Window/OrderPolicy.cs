namespace Tickstorm.Engine.Window;

/// <summary>
/// When windows are executed in the order of time from their start on. Where everybody is in one chain, each of whose links is a round,
/// windows shrink until they hold a handful of events, and to open and close them costs more than to execute these: then a longer one is
/// executed as a sequential simulator would. Decided from counts alone, as the windows' length is.
/// </summary>
/// <param name="isPossible">False where windows cannot be executed so.</param>
/// <param name="keepsLength">True where the length of windows is given.</param>
internal sealed class OrderPolicy(bool isPossible, bool keepsLength)
{
    /// <summary>It looks at so many windows by rounds ...</summary>
    public const int Sample = 64;

    /// <summary>... and then has so many in the order of time, unless too many are in one of them: there is more to do again.</summary>
    public const int InOrder = 256;

    // So much longer than what rounds can do with, at first: longer while few are in one, as each costs something of itself.
    private const int Longer = 16, Longest = 1 << 10;
    private const int FewInOrder = 24, ManyInOrder = 40;
    private const long LongestNs = 100_000_000;

    // Means of a window that holds next to nothing.
    private const int FewEvents = 16, FewProcesses = 8;

    private long _committed, _executed, _active;
    private int _seen, _left, _longer;

    /// <summary>True when the next window is to be executed in the order of time.</summary>
    public bool IsInOrder => _left > 0;

    /// <summary>How long it is, ns, where rounds would have it so long.</summary>
    public long LengthNs(long byRoundsNs) =>
        IsInOrder && !keepsLength ? Math.Max(byRoundsNs, Math.Min(byRoundsNs * _longer, LongestNs)) : byRoundsNs;

    /// <summary>Learns from a window.</summary>
    public void Learn(in WindowCounts window)
    {
        if (!isPossible) return;
        if (IsInOrder)
        {
            _left = window.Active > Settler.MostMembers ? 0 : _left - 1;
            if (window.Active <= FewInOrder) _longer = Math.Min(Longest, _longer * 2);
            else if (window.Active > ManyInOrder) _longer = Math.Max(Longer, _longer / 2);
            return;
        }

        _committed += window.Committed;
        _executed += window.Executed;
        _active += window.Active;
        if (++_seen < Sample) return;
        // Windows that throw little away become longer by themselves.
        bool shrunk = _committed <= FewEvents * Sample && _active <= FewProcesses * Sample && _executed * 4 > _committed * 5;
        if (shrunk) (_left, _longer) = (InOrder, Longer);
        _committed = _executed = _active = _seen = 0;
    }
}
