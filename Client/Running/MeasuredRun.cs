using System.Diagnostics;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Running;

/// <summary>A run of the simulator with its wall time and memory.</summary>
internal static class MeasuredRun
{
    /// <summary>As <see cref="Simulator.Run"/>, and <see cref="DesignResult.Wall"/> filled in.</summary>
    public static DesignResult Run(
        Scenario scenario, string design, EngineOptions options, ITraceSink? trace, IProgress<long>? progress,
        CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        DesignResult result = Simulator.Run(scenario, design, options, trace, progress, cancel);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return result with
        {
            Wall = new WallReport(seconds, result.Engine.Outcome.Committed / seconds, result.Ticks.Raised / seconds, PeakBytes()),
        };
    }

    /// <summary>The largest resident size of this process so far, bytes.</summary>
    public static long PeakBytes()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
