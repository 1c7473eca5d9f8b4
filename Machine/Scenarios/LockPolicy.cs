namespace Tickstorm.Scenarios;

/// <summary>How locks choose.</summary>
public sealed record LockPolicy
{
    /// <summary>Who acquires next.</summary>
    public LockFairness Fairness { get; init; } = LockFairness.Fifo;

    /// <summary>The order of requests that arrive in the same nanosecond.</summary>
    public LockArbitration Arbitration { get; init; } = LockArbitration.LowestId;
}

/// <summary>Who acquires a released lock.</summary>
public enum LockFairness
{
    /// <summary>The longest waiter (ticket and queued spinlocks).</summary>
    Fifo,

    /// <summary>Uniformly one of those waiting at the release (test-and-set spinlocks).</summary>
    Unfair,
}

/// <summary>Order among same-nanosecond requests.</summary>
public enum LockArbitration
{
    /// <summary>The lowest CPU number first.</summary>
    LowestId,

    /// <summary>Starting after the CPU that was first the last time.</summary>
    Rotate,

    /// <summary>Drawn.</summary>
    Random,

    /// <summary>The last holder's core group first, then its package, then the rest.</summary>
    Topology,
}
