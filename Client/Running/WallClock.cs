using System.Diagnostics;
using Tickstorm.Results;

namespace Tickstorm.Client.Running;

/// <summary>Measures runs: the machine itself knows no wall clock.</summary>
internal static class WallClock
{
    /// <summary>The result of a run, with the time that it took.</summary>
    public static DesignResult Measure(Func<DesignResult> run)
    {
        long start = Stopwatch.GetTimestamp();
        DesignResult result = run();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using Process self = Process.GetCurrentProcess();
        return result with
        {
            Wall = new WallReport(seconds, result.Engine.Outcome.Committed / seconds, result.Ticks.Raised / seconds, self.PeakWorkingSet64),
        };
    }
}
