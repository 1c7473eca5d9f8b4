namespace Tickstorm.Engine.Window;

/// <summary>
/// How long the next window is. Decided from counts alone, never from clocks, so that every run of a scenario takes the same windows.
/// </summary>
/// <param name="fixedNs">The length that is wanted, ns; 0 for whatever is best.</param>
/// <param name="minLookaheadNs">The smallest lookahead, ns.</param>
/// <param name="isDear">True where a window costs an exchange with others: those that are settled at once become longer sooner.</param>
internal sealed class WindowPolicy(long fixedNs, long minLookaheadNs, bool isDear = false)
{

    // Messages of one owner that may wait at a time: 40 MB of them, and as much again while arrays grow.
    private const long MostWaitingOfOwner = 1_000_000;

    // A machine so large that a few messages for each process are more than that needs them in any window.
    private const long AlwaysAllowedPerProcess = 4;

    // Inboxes with more than this are slow to keep in order and in the cache, and a longer window has nothing more to gain.
    private const long MostPerProcess = 6;

    private readonly long _longest = isDear ? 1_000_000_000 : 100_000_000;

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
    /// <param name="cut">True when the window was cut.</param>
    /// <param name="lengthNs">How long it became.</param>
    /// <param name="rounds">How many rounds it took.</param>
    /// <param name="executed">Events executed.</param>
    /// <param name="committed">Events committed.</param>
    /// <param name="perProcess">Messages that waited for each process that took part; 0 when that is not counted.</param>
    public void Learn(bool cut, long lengthNs, int rounds, long executed, long committed, long perProcess = 0)
    {
        if (fixedNs > 0) return;
        if (!cut && perProcess > MostPerProcess)
        {
            LengthNs = Math.Max(minLookaheadNs, LengthNs - LengthNs / 8);
            return;
        }

        // What is executed again costs time, but so does every window: between 1.25 and 1.5 executions per event neither dominates.
        if (cut) LengthNs = Math.Max(minLookaheadNs, lengthNs);
        else if (isDear && rounds <= 1) LengthNs = Math.Min(_longest, LengthNs * 4);
        else if (rounds <= 1 || executed * 4 <= committed * 5) LengthNs = Math.Min(_longest, LengthNs + (LengthNs + 1) / 2);
        else if (executed * 2 > committed * 3) LengthNs = Math.Max(minLookaheadNs, LengthNs - LengthNs / 3);
    }
}
