using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>What is calibrated from the run of a calibrated scenario is that scenario again.</summary>
public sealed class FixpointTests
{
    private const double Most = 0.05;

    // docs/validation.md says why.
    private static readonly string[] s_apart = ["04_smp4_nolapic_timer.txt.gz", "612_smp8_periodic_ft.txt.gz"];

    public static TheoryData<string> Recordings => [.. RecordingTests.Names()];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_scenario_that_was_calibrated_run_and_calibrated_again_behaves_the_same(string name)
    {
        CalibrationResult first = Prediction.Of(name);
        // The others idle until they wake.
        HashSet<int> busy = [.. first.Scenario.Workload.BusyList!];
        using Stream trace = KernelText.Of(first.Scenario, first.DesignInUse, busy);
        CalibrationResult second = Calibrator.Calibrate(trace, name);

        if (s_apart.Contains(Path.GetFileName(name)))
        {
            Assert.NotEqual(first.Scenario.Tick.Hz, second.Scenario.Tick.Hz);
            return;
        }

        Assert.Equal(first.DesignInUse, second.DesignInUse);
        Assert.Equal(first.Scenario.Machine.Cpus, second.Scenario.Machine.Cpus);
        Assert.Equal(first.Scenario.Tick.Hz, second.Scenario.Tick.Hz);
        Assert.Equal(first.Scenario.Tick.Mode, second.Scenario.Tick.Mode);
        CaptureFit fit = Prediction.Fit(second, Prediction.Run(first.Scenario, first.DesignInUse));
        Assert.True(fit.TicksError <= Most, $"{name}: {fit.TicksError:0.000}");
    }
}
