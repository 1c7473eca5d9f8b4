namespace Tickstorm.Engine.Window;

/// <summary>A committed window in figures, over all who executed it.</summary>
/// <param name="StartNs">Its first event, ns.</param>
/// <param name="EndNs">Its end, exclusive, ns.</param>
/// <param name="Rounds">Rounds.</param>
/// <param name="IsCut">True when it was cut.</param>
/// <param name="Executed">Events executed in it.</param>
/// <param name="Committed">Events committed.</param>
/// <param name="Active">Processes that took part.</param>
/// <param name="Waiting">The most messages that waited.</param>
internal readonly record struct WindowCounts(
    long StartNs, long EndNs, int Rounds, bool IsCut, long Executed, long Committed, long Active, long Waiting)
{
    /// <summary>The most events of one process in one turn; 0 where nobody takes turns.</summary>
    public long LongestTurn { get; init; }

    /// <summary>Events executed since the start.</summary>
    public long ExecutedInAll { get; init; }

    /// <summary>The next event, ns.</summary>
    public long NextNs { get; init; }

    /// <summary>Trace records that wait to be stored.</summary>
    public long Traced { get; init; }

    /// <summary>True when all silos stop after this window.</summary>
    public bool Stops { get; init; }
}
