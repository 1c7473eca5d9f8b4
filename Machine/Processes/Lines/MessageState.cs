namespace Tickstorm.Processes.Lines;

/// <summary>Where a line is in moving to another CPU.</summary>
internal enum MovePhase : byte
{
    /// <summary>It is where it is.</summary>
    None,

    /// <summary>Its section waits for a vector of the new CPU.</summary>
    Assigning,

    /// <summary>It has moved, and nothing has come to the new CPU yet (move_in_progress).</summary>
    Moved,

    /// <summary>The old CPU has been told to free its vector.</summary>
    Cleaning,
}

/// <summary>The message registers of a device: they change at given times, one after the other.</summary>
internal struct MessageState
{
    /// <summary>What they name until <see cref="AddressNs"/> and <see cref="DataNs"/>.</summary>
    public int OldTarget;
    public byte OldVector;

    /// <summary>The message cannot be masked, or has a mask bit and a pending bit.</summary>
    public bool IsMaskable;

    /// <summary>The pending bit.</summary>
    public bool IsPending;
    public MovePhase Phase;

    /// <summary>When the address names the new CPU, and the data the new vector, ns.</summary>
    public long AddressNs, DataNs;

    /// <summary>The mask bit is set from and until, ns; the unmasking at which the pending message goes out that was sent last.</summary>
    public long MaskedNs, UnmaskedNs, SentAtNs;

    /// <summary>The section that waits for a vector: who, what it will be told, since when, until when it would last.</summary>
    public Waiter Waiter;
    public long Verdict, AcquiredNs;

    /// <summary>Vectors that old CPUs will say are free, of moves that were cut short.</summary>
    public int FreesToIgnore;

    public readonly bool IsMaskedAt(long now) => IsMaskable && now >= MaskedNs && now < UnmaskedNs;
}
