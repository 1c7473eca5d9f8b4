namespace Tickstorm.Engine.Window;

/// <summary>
/// How long the windows of a cluster's epoch are. None is much longer than one that the silos have borne, so that nobody waits for a window
/// without an end: whatever length is wanted, it is come to in steps.
/// </summary>
/// <param name="wantedNs">The length that is wanted, ns; 0 for whatever is best.</param>
/// <param name="minLookaheadNs">The smallest lookahead, ns.</param>
/// <param name="processes">How many processes there are.</param>
/// <param name="silos">How many silos there are.</param>
internal sealed class BoundedWindows(long wantedNs, long minLookaheadNs, int processes, int silos)
{
    // Of one process in one turn: about 50 ms of work at a microsecond each. Counted, not measured, so that windows do not depend on
    // clocks.
    private const long MostEventsATurn = 50_000;

    // Of one silo in one window: some seconds of work, so that who pauses or cancels is not kept waiting.
    private const long MostEventsOfSilo = 10_000_000;

    private const long FirstNs = 50_000;
    private const int LongStep = 4, ShortStep = 2;
    private readonly WindowPolicy _policy = new(wantedNs, minLookaheadNs, isDear: true);
    private long _triedNs = Math.Max(FirstNs, minLookaheadNs);

    /// <summary>How long the next window is, ns.</summary>
    public long LengthNs => Math.Min(_policy.LengthNs, _triedNs);

    /// <summary>The length that was found to be the longest that can be borne, ns; 0 when the wanted one can be.</summary>
    public long LearnedNs => wantedNs > _policy.LengthNs ? _policy.LengthNs : 0;

    /// <summary>Learns from a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="perProcess">Messages that waited for each process that took part; 0 when that does not matter.</param>
    public void Learn(in WindowCounts window, long perProcess = 0)
    {
        _policy.Learn(window.IsCut, window.EndNs - window.StartNs, window.Rounds, window.Executed, window.Committed, perProcess);
        _policy.Bound(window.Waiting, WindowPolicy.MostWaiting(processes, silos));
        _policy.Bound(window.LongestTurn, MostEventsATurn);
        _policy.Bound(window.Executed, MostEventsOfSilo * silos);
        if (_triedNs >= _policy.LengthNs) return;
        if (Bears(in window, LongStep)) _triedNs *= LongStep;
        else if (Bears(in window, ShortStep)) _triedNs *= ShortStep;
    }

    // So many times as much would be within the bounds.
    private bool Bears(in WindowCounts window, int times) =>
        window.LongestTurn * times <= MostEventsATurn && window.Executed * times <= MostEventsOfSilo * silos;
}
