namespace Tickstorm.Traces.Runs;

/// <summary>One serialisation: from the moment a line or lock is held with somebody waiting until nobody waits.</summary>
public sealed class Contention
{
    /// <summary>The line, or one of <see cref="Tracing.LockLines"/>; with <see cref="StartNs"/> it names the contention.</summary>
    public required short Line { get; init; }

    /// <summary>When it began, ns.</summary>
    public required long StartNs { get; init; }

    /// <summary>When the last of its members left, ns.</summary>
    public long EndNs { get; set; }

    /// <summary>Who held it when it began; null when that was not recorded.</summary>
    public ContentionMember? Holder { get; set; }

    /// <summary>Interrupts that waited, the holder's own apart.</summary>
    public int Waiters { get; set; }

    /// <summary>The longest wait, ns.</summary>
    public long LongestWaitNs { get; set; }

    /// <summary>The most that waited at a time.</summary>
    public int LongestQueue { get; set; }

    /// <summary>Waiters whose interrupts were dropped.</summary>
    public int Dropped { get; set; }

    /// <summary>Waiters whose ticks were late.</summary>
    public int Late { get; set; }

    /// <summary>Members that have acquired it and not left.</summary>
    internal int Inside { get; set; }
}

/// <summary>The holder or a waiter of a contention.</summary>
public sealed class ContentionMember
{
    /// <summary>The contention; null as long as there is none.</summary>
    public Contention? Of { get; internal set; }

    /// <summary>Its place: 0 for the holder, then the waiters in the order in which they acquired.</summary>
    public int Number { get; internal set; }

    /// <summary>The line or lock.</summary>
    public required short Line { get; init; }

    /// <summary>Its CPU.</summary>
    public required int Cpu { get; init; }

    /// <summary>The CPU's number of the interrupt.</summary>
    public required long Interrupt { get; init; }

    /// <summary>When it asked, ns.</summary>
    public required long AskedNs { get; init; }

    /// <summary>When it got it, ns.</summary>
    public required long AcquiredNs { get; init; }

    /// <summary>When it left, ns; -1 while it has not.</summary>
    public long LeftNs { get; internal set; } = -1;

    /// <summary>True when its interrupt was dropped here.</summary>
    public bool IsDropped { get; internal set; }

    /// <summary>True when its tick was late.</summary>
    public bool IsLate { get; internal set; }

    /// <summary>True while it has the line in progress: it stays its holder when it lets the lock go.</summary>
    internal bool InProgress { get; set; }

    /// <summary>The same as the holder of the contention that followed.</summary>
    internal ContentionMember? Then { get; set; }
}
