using Tickstorm.Scenarios;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>Machines of one CPU, whose line has nobody to be handed on to: no recording of a real one is among the others.</summary>
public sealed class OneCpuTests
{
    // Periods that a recording lasts.
    private const int Periods = 500;

    [Theory]
    [InlineData("irq0-level")]
    [InlineData("irq0-edge")]
    public void The_line_of_a_machine_of_one_cpu_is_found_with_its_flow_and_gives_itself_again(string design)
    {
        TickSetup tick = new() { Hz = 250, Mode = TickMode.Periodic };
        Scenario scenario = new()
        {
            Name = "one-cpu",
            Machine = new MachineShape { Cpus = 1 },
            Tick = tick,
            Run = new RunPlan { DurationNs = Periods * tick.PeriodNs },
        };
        CalibrationResult first = Of(scenario, design), second = Of(first.Scenario, first.DesignInUse);

        Assert.Equal(design, first.DesignInUse);
        Assert.Equal(design, second.DesignInUse);
        Assert.Equal((1, 250, TickMode.Periodic), (first.Scenario.Machine.Cpus, first.Scenario.Tick.Hz, first.Scenario.Tick.Mode));
        CaptureFit fit = Prediction.Fit(first, first.Analysis);
        Assert.Equal(Periods, fit.Cpus[0].Measured.Ticks, 2.0);
        Assert.InRange(fit.TicksError!.Value, 0, 0.01);
        Assert.InRange(fit.GapError!.Value, 0, 0.01);
        Assert.InRange(Prediction.Fit(second, Prediction.Run(first.Scenario, first.DesignInUse)).TicksError!.Value, 0, 0.01);
    }

    private static CalibrationResult Of(Scenario scenario, string design)
    {
        using Stream trace = KernelText.Of(scenario, design, new HashSet<int> { 0 });
        return Calibrator.Calibrate(trace, scenario.Name);
    }
}
