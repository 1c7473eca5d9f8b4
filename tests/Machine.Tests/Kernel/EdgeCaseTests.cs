using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Kernel;

/// <summary>Machines and runs at the edge of what a scenario can say.</summary>
public class EdgeCaseTests
{
    [Theory]
    [InlineData("native-lapic")]
    [InlineData("irq0-edge")]
    [InlineData("irq0-fasteoi@local")]
    [InlineData("irq0-percpu-io-apic-chip")]
    [InlineData("vmi-own-vector")]
    public void One_cpu_without_devices_loses_nothing(string design)
    {
        DesignResult result = Rig.Run(Given.Aligned(1), design).Result;
        Assert.Equal((10, 10, 0), (result.Ticks.Expected, result.Ticks.Handled, result.Ticks.Missing));
    }

    [Fact]
    public void One_cpu_has_nobody_to_send_ipis_to()
    {
        Scenario scenario = Given.Aligned(1) with
        {
            Workload = new Workload { ReschedulePerSecond = 10_000, CallFunctionPerSecond = 10_000 },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.Equal((0u, 10u), (rig.Cpu(0).IpisSent, rig.Cpu(0).Dispatched));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(999_999, 0, 0)]
    [InlineData(1_000_000, 0, 0)]
    [InlineData(1_000_001, 4, 0)]
    [InlineData(1_000_402, 4, 4)]
    public void A_run_executes_exactly_the_events_before_its_end(long durationNs, long raised, long handled)
    {
        Scenario scenario = Given.Aligned(4);
        foreach (string engine in (string[])["sequential", "parallel"])
        {
            DesignResult result = Simulator.Run(
                scenario with { Run = scenario.Run with { DurationNs = durationNs } }, "native-lapic",
                new EngineOptions { WhatIf = true, Kind = engine, Check = true });
            Assert.Equal(
                (raised, raised, handled, raised - handled),
                (result.Ticks.Expected, result.Ticks.Raised, result.Ticks.Handled, result.Ticks.Pending));
            Assert.Equal((durationNs, true), (result.SimulatedNs, result.Complete));
            Assert.Equal(handled == 0, result.LatencyNs.Max is null);
        }
    }

    [Theory]
    [InlineData("native-lapic", 100_000, 0)]
    [InlineData("irq0-fasteoi@lapic", 1, 1_999)]
    public void A_hundred_thousand_cpus_tick_once(string design, long handled, long dropped)
    {
        Scenario scenario = Given.Aligned(100_000);
        scenario = scenario with { Run = scenario.Run with { DurationNs = Given.Period + 400 + 5_300 + (150 * 1_965) } };
        DesignResult result = Simulator.Run(scenario, design, new EngineOptions { WhatIf = true, Threads = 2, Check = true });
        Assert.Equal((100_000, handled), (result.Ticks.Raised, result.Ticks.Handled));
        // The line drops one in 150 ns; the others still wait for it.
        Assert.InRange(result.Ticks.Dropped, dropped - 5, dropped + 5);
        Assert.Equal(result.Ticks.Raised, result.Ticks.Handled + result.Ticks.Dropped + result.Ticks.Pending);
    }
}
