using Tickstorm.Client.Shell;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Client.Running;

/// <summary>The real kernel that a comparison was calibrated from, so that what was measured can stand beside what is simulated.</summary>
internal sealed class CapturedKernel(CalibrationResult calibration)
{
    /// <summary>
    /// What the capture shows, and the design in use as it runs in the captured machine, whatever the experiment changes of that: it is how
    /// well the machine is known that is asked. Null when that run was interrupted.
    /// </summary>
    public Measured? Beside(ClientContext context, Experiment experiment, EngineOptions options)
    {
        Scenario own = calibration.Scenario;
        own = own with { Run = own.Run with { Seed = experiment.Scenario.Run.Seed } };
        if (DetailRun.Of(context, own, calibration.DesignInUse, options with { PerCpu = true }) is not { } run) return null;
        CaptureFit fit = CaptureFit.Of(calibration, calibration.Analysis, run.Result);
        return new Measured(calibration.Analysis, fit, run);
    }
}

/// <summary>A capture beside a run.</summary>
/// <param name="Capture">What the capture shows.</param>
/// <param name="Fit">How far they are apart.</param>
/// <param name="Run">The run of the design in use in detail.</param>
internal sealed record Measured(AnalysisResult Capture, CaptureFit Fit, Detail Run)
{
    /// <summary>The ticks that a CPU lost in the run; null when that is not known.</summary>
    public long? Lost(int cpu) => Run.PerCpu is { } all && cpu < all.Count ? all[cpu].Ticks.Lost : null;
}
