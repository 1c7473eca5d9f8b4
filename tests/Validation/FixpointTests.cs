using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>What is calibrated from the run of a calibrated scenario is that scenario again.</summary>
public sealed class FixpointTests
{
    private const double Most = 0.05, MostOfLonger = 0.07;

    // docs/validation.md says why.
    private static readonly string[] s_longer = ["61_tc_v7_default.trace_report.txt.gz", "61_tc_v7_lost2.dat"];

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

        Assert.Equal(first.DesignInUse, second.DesignInUse);
        Assert.Equal(first.Scenario.Machine.Cpus, second.Scenario.Machine.Cpus);
        Assert.Equal(first.Scenario.Tick.Hz, second.Scenario.Tick.Hz);
        Assert.Equal(first.Scenario.Tick.Mode, second.Scenario.Tick.Mode);
        AnalysisResult run = Prediction.Run(first.Scenario, first.DesignInUse);
        CaptureFit fit = Prediction.Fit(second, run);
        double most = s_longer.Contains(Path.GetFileName(name)) ? MostOfLonger : Most;
        Assert.True(fit.TicksError <= most, $"{name}: {fit.TicksError:0.000}");
        // Who sends to whom is that of the run.
        IReadOnlyList<IpiFit> ipis = IpiFit.Of(second.Analysis.Ipis, run.Ipis);
        double all = Math.Max(1, run.Ipis.Sum(flow => flow.Count)), apart = ipis.Sum(pair => Math.Abs(pair.Measured - pair.Simulated));
        Assert.True(apart / all <= Most, $"{name}: {apart} of {all} IPIs");
        Assert.All(second.Scenario.Workload.IpiPairs, pair => Assert.Contains(
            first.Scenario.Workload.IpiPairs, before => (before.From, before.To, before.IsCall) == (pair.From, pair.To, pair.IsCall)));
        // As many of a CPU's interrupts raise each softirq.
        Dictionary<int, double> interrupts = run.Cpus.ToDictionary(
            cpu => cpu.Cpu, cpu => (double)(cpu.Vectors.Sum(vector => vector.Count) + cpu.Irqs.Sum(irq => irq.Count)));
        IReadOnlyList<SoftirqRate> before = first.Scenario.Workload.Softirqs.Vectors, after = second.Scenario.Workload.Softirqs.Vectors;
        double raised = before.Sum(rate => interrupts[rate.Cpus![0]] * rate.PerMillion);
        double others = before.Sum(rate => interrupts[rate.Cpus![0]] * Math.Abs(rate.PerMillion - (after.FirstOrDefault(
            again => again.Vector == rate.Vector && again.Cpus![0] == rate.Cpus[0])?.PerMillion ?? 0)));
        Assert.True(others <= most * raised, $"{name}: {others / 1e6:0} of {raised / 1e6:0} softirqs");
    }
}
