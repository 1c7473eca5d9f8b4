using Tickstorm.Scenarios;
using Tickstorm.Traces.Calibration;

namespace Tickstorm.Tests;

/// <summary>Machines whose timer's line is an 8259's: no recording of one CPU is at hand, so that the simulator's own is taken.</summary>
public sealed class PicTests
{
    private const double Most = 0.02;

    [Theory]
    [InlineData("pit-broadcast@xt-pic", 1)]
    [InlineData("irq0-edge", 1)]
    [InlineData("pit-broadcast@xt-pic", 4)]
    [InlineData("pit-broadcast", 4)]
    public void A_timer_on_IRQ0_is_told_by_its_chip_and_predicted(string design, int cpus)
    {
        Scenario scenario = new()
        {
            Name = "irq0", Kernel = KernelVersion.Parse("6.1"), Machine = new MachineShape { Cpus = cpus },
            Tick = new TickSetup { Hz = 250, Mode = TickMode.Periodic }, Run = new RunPlan { DurationNs = 2_000_000_000 },
        };
        using Stream trace = KernelText.Of(scenario, design, Enumerable.Range(0, cpus).ToHashSet());
        CalibrationResult model = Calibrator.Calibrate(trace, design);
        Assert.Equal((design, cpus, 250, TickMode.Periodic),
            (model.DesignInUse, model.Scenario.Machine.Cpus, model.Scenario.Tick.Hz, model.Scenario.Tick.Mode));
        CaptureFit fit = Prediction.Fit(model, model.Analysis);
        Assert.True(fit.TicksError <= Most && fit.GapError <= Most, $"{design}: {fit.TicksError:0.000} {fit.GapError:0.000}");
    }
}
