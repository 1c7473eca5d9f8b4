using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Results;

/// <summary>Phases that are spread over half a period.</summary>
public class SkewTests
{
    private static Scenario Skewed(int cpus, int hz = 1000)
    {
        Scenario scenario = Given.Aligned(cpus, TickMode.Periodic);
        long period = 1_000_000_000L / hz;
        return scenario with
        {
            Tick = scenario.Tick with { Phases = PhaseKind.Skewed, Hz = hz },
            Run = scenario.Run with { DurationNs = 11 * period },
        };
    }

    [Fact]
    public void Fasteoi_serves_86_of_256_in_each_period()
    {
        DesignResult result = Rig.Run(Skewed(256), "irq0-fasteoi@lapic").Result;
        Assert.Equal((860, 1700), (result.Ticks.Handled, result.Ticks.Dropped));
    }

    [Fact]
    public void Edge_is_captured_by_the_first_cpu_for_the_whole_burst()
    {
        // Mask and unmask free, as in the published run.
        Scenario scenario = Skewed(256);
        scenario = scenario with { Costs = scenario.Costs with { IoApicMask = 0, IoApicUnmask = 0 } };
        Rig rig = Rig.Run(scenario, "irq0-edge");
        Assert.Equal(10, rig.Result.Ticks.Handled);
        Assert.Equal(10u, rig.Cpu(0).Handled);
        Assert.Equal(255, rig.Result.StarvedCpus);
        long inside = rig.Cpu(0).CpuNs / 10;
        Assert.InRange(inside, 500_000, 512_000);
    }

    [Theory] // N > T / (2 (H + lock)): 97 at 1000 Hz, 388 at 250 Hz.
    [InlineData(90, 1000, false)]
    [InlineData(104, 1000, true)]
    [InlineData(370, 250, false)]
    [InlineData(400, 250, true)]
    public void Edge_is_captured_from_where_neighbours_are_closer_than_a_run(int cpus, int hz, bool captured)
    {
        Scenario scenario = Skewed(cpus, hz);
        scenario = scenario with { Costs = scenario.Costs with { IoApicMask = 0, IoApicUnmask = 0 } };
        DesignResult result = Rig.Run(scenario, "irq0-edge").Result;
        Assert.Equal(captured ? cpus - 1 : 0, result.StarvedCpus);
        Assert.Equal(captured, result.Ticks.Dropped > 0);
    }

    [Theory] // Spacing of at least H + lock: 1 ms / 2 / 64 = 7.8 us.
    [InlineData("irq0-fasteoi")]
    [InlineData("irq0-edge")]
    [InlineData("irq0-level")]
    public void Nothing_is_lost_where_neighbours_are_farther_apart_than_a_run(string design) =>
        Assert.Equal(0, Rig.Run(Skewed(64), design).Result.Ticks.Dropped);
}
