namespace Tickstorm.Grains.Runs;

/// <summary>How much a cluster keeps.</summary>
/// <param name="KeptRuns">Runs that have ended, with their results: of more, the one that ended first is removed.</param>
public sealed record RunLimits(int KeptRuns = RunLimits.UsualKeptRuns)
{
    /// <summary>Unless the host says otherwise.</summary>
    public const int UsualKeptRuns = 1_000;
}
