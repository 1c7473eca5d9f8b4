namespace Tickstorm.Engine.Window;

/// <summary>
/// How long the next window is. Decided from counts alone, never from clocks, so that every run of a scenario takes the same windows.
/// </summary>
internal sealed class WindowPolicy(long fixedNs, long minLookaheadNs)
{
    private const long Longest = 100_000_000;

    // Messages of one owner that may wait at a time: 40 MB of them, and as much again while arrays grow.
    private const long MostWaitingOfOwner = 1_000_000;

    // A machine so large that a few messages for each process are more than that needs them in any window.
    private const long AlwaysAllowedPerProcess = 4;

    /// <summary>The next window's length, ns. Starts where a machine's ticks are few.</summary>
    public long LengthNs { get; private set; } = fixedNs > 0 ? fixedNs : Math.Max(minLookaheadNs, 50_000);

    /// <summary>Messages that may wait in all inboxes together before windows are shortened.</summary>
    public static long MostWaiting(int processes, int owners) =>
        Math.Max(MostWaitingOfOwner * owners, AlwaysAllowedPerProcess * processes);

    /// <summary>
    /// Shortens the windows when a count passes its bound: messages that wait must fit into memory, events of one process into a grain's
    /// turn. A given length is kept only up to there.
    /// </summary>
    public void Bound(long count, long most)
    {
        if (count > most) LengthNs = Math.Max(minLookaheadNs, LengthNs / 2);
    }

    /// <summary>Learns from a window: how long it became, and how many events it executed and committed.</summary>
    public void Learn(bool cut, long lengthNs, int rounds, long executed, long committed)
    {
        if (fixedNs > 0) return;
        // What is executed again costs time, but so does every window: between 1.25 and 1.5 executions per event neither dominates.
        if (cut) LengthNs = Math.Max(minLookaheadNs, lengthNs);
        else if (rounds <= 1 || executed * 4 <= committed * 5) LengthNs = Math.Min(Longest, LengthNs + (LengthNs + 1) / 2);
        else if (executed * 2 > committed * 3) LengthNs = Math.Max(minLookaheadNs, LengthNs - LengthNs / 3);
    }
}
