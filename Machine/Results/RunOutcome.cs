namespace Tickstorm.Results;

/// <summary>What an engine reports of a run.</summary>
/// <param name="SimulatedNs">Everything before this time is committed.</param>
/// <param name="Complete">False when the run was cancelled.</param>
/// <param name="Windows">Windows committed.</param>
/// <param name="Rounds">Rounds executed.</param>
/// <param name="Executed">Events executed, discarded ones included.</param>
/// <param name="Committed">Events committed.</param>
/// <param name="MeanActive">Mean number of active processes per window.</param>
/// <param name="PeakMessages">Most undelivered messages at a commit.</param>
public readonly record struct RunOutcome(
    long SimulatedNs, bool Complete, long Windows, long Rounds, long Executed, long Committed, double MeanActive, long PeakMessages)
{
    /// <summary>Of the executed events, those of plain cases that were executed as one step.</summary>
    public long Straight { get; init; }

    /// <summary>Their share of the executed events; 0 when nothing was executed.</summary>
    public double StraightShare => Executed == 0 ? 0 : (double)Straight / Executed;

    /// <summary>Committed over executed events; 1 when nothing was executed.</summary>
    public double Efficiency => Executed == 0 ? 1 : (double)Committed / Executed;
}
