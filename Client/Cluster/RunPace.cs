using System.Diagnostics;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Client.Cluster;

/// <summary>Where a run is, and how fast it comes on.</summary>
/// <param name="Now">Where it is.</param>
/// <param name="NsPerSecond">Simulated ns in a second of the clock on the wall; null when it does not come on.</param>
internal sealed record RunPace(RunProgress Now, double? NsPerSecond)
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(500);

    /// <summary>The part that is done, 0 to 1; null when there is no run.</summary>
    public double? Share => Now.DurationNs > 0 ? (double)Now.CommittedNs / Now.DurationNs : null;

    /// <summary>Seconds to the end at this pace; null when it does not come on.</summary>
    public double? SecondsLeft => (Now.DurationNs - Now.CommittedNs) / NsPerSecond;

    /// <summary>Asks, and when the run goes on asks again after half a second.</summary>
    public static async Task<RunPace> Of(IMachineGrain machine, CancellationToken cancel)
    {
        RunProgress first = await machine.Status();
        if (first.Status != RunStatus.Running) return new RunPace(first, null);
        long asked = Stopwatch.GetTimestamp();
        await Task.Delay(s_between, cancel);
        RunProgress now = await machine.Status();
        double pace = (now.CommittedNs - first.CommittedNs) / Stopwatch.GetElapsedTime(asked).TotalSeconds;
        return new RunPace(now, pace > 0 && !now.HasEnded ? pace : null);
    }
}
