namespace Tickstorm.Traces.Runs;

/// <summary>A stretch of an interrupt's life.</summary>
public enum InterruptPhaseKind : byte
{
    /// <summary>In IRR, from acceptance to dispatch.</summary>
    Pending,

    /// <summary>Its virtual CPU would have run, and its host did not let it.</summary>
    Steal,

    /// <summary>Waiting for a line or lock.</summary>
    LockWait,

    /// <summary>In a handler.</summary>
    Handler,

    /// <summary>The tick was lost, and its CPU never ticks again: to the end of the run.</summary>
    Silent,
}

/// <summary>A stretch of an interrupt's life; it takes at least a nanosecond.</summary>
/// <param name="Kind">What it does meanwhile.</param>
/// <param name="BeginNs">From, ns.</param>
/// <param name="EndNs">To, ns.</param>
/// <param name="Line">The line or lock that it waits for.</param>
/// <param name="Holder">Who is in its way; -1 when nobody is known.</param>
/// <param name="HolderInterrupt">The interrupt of the holder; 0 when it is not known.</param>
/// <param name="Waiter">Its place in the contention that the wait is part of; null when there is none.</param>
public readonly record struct InterruptPhase(
    InterruptPhaseKind Kind, long BeginNs, long EndNs, short Line = -1, int Holder = -1, long HolderInterrupt = 0,
    ContentionMember? Waiter = null);
