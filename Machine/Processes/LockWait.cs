using Tickstorm.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>A measured wait for a lock or line; it is 0 when nobody was in the way.</summary>
/// <param name="Lock">What was waited for.</param>
/// <param name="WaitNs">How long, ns.</param>
/// <param name="Left">Waiters left behind.</param>
internal readonly record struct LockWait(LockWaitKind Lock, long WaitNs, long Left)
{
    private const int LockAt = 56;

    /// <summary>As a statistic.</summary>
    public Statistic Pack() => new((int)StatisticKind.LockWait, 1, WaitNs, Left | (long)Lock << LockAt);

    /// <summary>From a statistic.</summary>
    public static LockWait Unpack(in Statistic s) => new((LockWaitKind)(s.Extra >> LockAt), s.Value, s.Extra & (1L << LockAt) - 1);
}
