using Tickstorm.Results;

namespace Tickstorm.Client.Running;

/// <summary>What one design did, with each seed.</summary>
/// <param name="Design">The design's name with its variant.</param>
/// <param name="Runs">One result per seed, in the order of seeds; at least one.</param>
internal sealed record DesignOutcome(string Design, IReadOnlyList<DesignResult> Runs)
{
    /// <summary>The result with the first seed.</summary>
    public DesignResult First => Runs[0];

    /// <summary>The name with what a reader should know of it, as in "pit-broadcast (periodic)".</summary>
    public string Title => First.Remarks.Count == 0 ? Design : $"{Design} ({string.Join(", ", First.Remarks)})";

    /// <summary>How many of C1 to C9 are broken with some seed.</summary>
    public int BrokenConstraints => Runs.SelectMany(r => r.Constraints).Where(c => c.Kept == false).Select(c => c.Id).Distinct().Count();

    /// <summary>A figure's mean over the seeds and half of its 95 % interval; null when it is unknown.</summary>
    public Estimate? Estimate(Func<DesignResult, double?> figure) =>
        First.Supported && Running.Estimate.Of([.. Runs.Select(figure).OfType<double>()]) is { } estimate ? estimate : null;
}
