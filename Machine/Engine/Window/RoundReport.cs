namespace Tickstorm.Engine.Window;

/// <summary>What one of those who execute a window says of it; sums of these decide what comes next.</summary>
internal struct RoundReport
{
    /// <summary>Nothing to say.</summary>
    public RoundReport() => EarliestNs = NextNs = ReadNs = long.MaxValue;

    /// <summary>The earliest message that came or went, ns.</summary>
    public long EarliestNs;

    /// <summary>When the first of those who wait for what becomes of a published value was told what is not so now, ns.</summary>
    public long ReadNs;

    /// <summary>After the commit: the next event, ns.</summary>
    public long NextNs;

    /// <summary>Of a round, what makes somebody execute again; of a commit, events committed.</summary>
    public long Count;

    /// <summary>Events executed since the start.</summary>
    public long Executed;

    /// <summary>Events of the latest execution of each process that takes part.</summary>
    public long Held;

    /// <summary>Processes that take part.</summary>
    public long Active;

    /// <summary>Messages that wait.</summary>
    public long Waiting;

    /// <summary>Trace records that nobody has taken yet.</summary>
    public long Traced;

    /// <summary>True when all are to stop after this window.</summary>
    public bool Stops;

    /// <summary>Adds another's.</summary>
    public void Add(in RoundReport other)
    {
        EarliestNs = Math.Min(EarliestNs, other.EarliestNs);
        ReadNs = Math.Min(ReadNs, other.ReadNs);
        NextNs = Math.Min(NextNs, other.NextNs);
        Count += other.Count;
        Executed += other.Executed;
        Held += other.Held;
        Active += other.Active;
        Waiting += other.Waiting;
        Traced += other.Traced;
        Stops |= other.Stops;
    }
}
