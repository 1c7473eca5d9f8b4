using Tickstorm.Engine;

namespace Tickstorm.Processes;

/// <summary>What became of a timer that was armed when the guest was saved.</summary>
internal enum TimerFateKind
{
    /// <summary>It expires when the guest's clock says so.</summary>
    Kept,

    /// <summary>It has expired at once.</summary>
    AtOnce,

    /// <summary>It expires before that.</summary>
    Early,

    /// <summary>It expires after that.</summary>
    Late,

    /// <summary>It does not expire in this run.</summary>
    Silent,
}

/// <summary>A timer at a restore, as its chip has it.</summary>
/// <param name="Snapshot">The number of the snapshot, from 0.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="LateNs">How much after its time it expires, ns; below 0 before.</param>
internal readonly record struct TimerFate(int Snapshot, TimerFateKind Kind, long LateNs)
{
    /// <summary>Of a timer that is due at one time and expires at another one.</summary>
    public TimerFate(int snapshot, long dueNs, long expiryNs, long now, long endNs)
        : this(snapshot, KindOf(dueNs, expiryNs, now, endNs), expiryNs == long.MaxValue ? long.MaxValue : expiryNs - dueNs) { }

    /// <summary>As a statistic.</summary>
    public Statistic Pack() => new((int)StatisticKind.TimerFate, 1, LateNs, (uint)Snapshot | (long)Kind << 32);

    /// <summary>From a statistic.</summary>
    public static TimerFate Unpack(long extra, long value) => new((int)extra, (TimerFateKind)(extra >> 32), value);

    private static TimerFateKind KindOf(long due, long expiry, long now, long end) =>
        expiry >= end && expiry > due ? TimerFateKind.Silent
        : expiry <= now ? TimerFateKind.AtOnce
        : expiry == due ? TimerFateKind.Kept
        : expiry < due ? TimerFateKind.Early : TimerFateKind.Late;
}
