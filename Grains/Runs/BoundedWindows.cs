using Tickstorm.Engine.Window;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Runs;

/// <summary>
/// How long the windows of an epoch are. None is much longer than one that the silos have borne, so that nobody waits for a window without
/// an end: whatever length is wanted, it is come to in steps.
/// </summary>
/// <param name="wantedNs">The length that is wanted, ns; 0 for whatever is best.</param>
/// <param name="machine">What is run.</param>
/// <param name="silos">How many silos there are.</param>
internal sealed class BoundedWindows(long wantedNs, MachinePlan machine, int silos)
{
    // Of one process in one turn: about 50 ms of work at a microsecond each. Counted, not measured, so that windows do not depend on
    // clocks.
    private const long MostEventsATurn = 50_000;

    // Of one silo in one window: some seconds of work, so that who pauses or cancels is not kept waiting.
    private const long MostEventsOfSilo = 10_000_000;

    private const long FirstNs = 50_000;
    private const int Step = 4;
    private readonly WindowPolicy _policy = new(wantedNs, machine.MinLookaheadNs);
    private long _triedNs = Math.Max(FirstNs, machine.MinLookaheadNs);

    /// <summary>How long the next window is, ns.</summary>
    public long LengthNs => Math.Min(_policy.LengthNs, _triedNs);

    /// <summary>The length that was found to be the longest that can be borne, ns; 0 when the wanted one can be.</summary>
    public long LearnedNs => wantedNs > _policy.LengthNs ? _policy.LengthNs : 0;

    /// <summary>Learns from a window.</summary>
    public void Learn(WindowResult window)
    {
        _policy.Learn(window.Cut, window.EndNs - window.StartNs, window.Rounds, window.Executed, window.Commit.Committed);
        _policy.Bound(window.Waiting, WindowPolicy.MostWaiting(machine.ProcessCount, silos));
        _policy.Bound(window.LongestTurn, MostEventsATurn);
        _policy.Bound(window.Executed, MostEventsOfSilo * silos);
        bool mayGrow = window.LongestTurn <= MostEventsATurn / Step && window.Executed <= MostEventsOfSilo / Step * silos;
        if (mayGrow && _triedNs < _policy.LengthNs) _triedNs *= Step;
    }
}
