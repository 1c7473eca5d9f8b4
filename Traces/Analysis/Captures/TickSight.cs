namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>What an event says of the tick.</summary>
internal enum SightKind : byte
{
    /// <summary>The tick's timer was armed: Value is its expiry, Now the kernel's time or -1.</summary>
    Armed,

    /// <summary>It expired: Value is the kernel's time.</summary>
    Expired,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>A tick's handler was entered.</summary>
    Function,

    /// <summary>A timer interrupt began.</summary>
    Entered,

    /// <summary>Events are missing from here on.</summary>
    Gap,
}

/// <summary>One event of the tick, kept until the rate is known.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Cpu">Where.</param>
/// <param name="TimeNs">When, by the tracer's clock.</param>
/// <param name="Value">As the kind says; the kernel's clock.</param>
/// <param name="NowNs">The kernel's time; -1 where it is not known.</param>
/// <param name="Cause">Why it came late.</param>
/// <param name="MayRest">The CPU was idle since the tick before, and its kernel stops the tick of idle CPUs.</param>
internal readonly record struct TickSight(
    SightKind Kind, int Cpu, long TimeNs, long Value, long NowNs, LatePart Cause, bool MayRest);
