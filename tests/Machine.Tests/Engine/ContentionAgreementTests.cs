using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>Locks that are always queued for, requested at times that re-execution moves.</summary>
public class ContentionAgreementTests
{
    [Theory]
    [InlineData("vmi-own-vector", LockFairness.Fifo)]
    [InlineData("vmi-own-vector", LockFairness.Unfair)]
    [InlineData("irq0-edge", LockFairness.Unfair)]
    [InlineData("irq0-percpu-io-apic-chip", LockFairness.Fifo)]
    public void A_crowded_lock_is_the_same_on_every_engine(string design, LockFairness fairness)
    {
        Scenario scenario = new()
        {
            Name = "crowd",
            Machine = new MachineShape { Cpus = 130 },
            Tick = new TickSetup
            {
                Mode = TickMode.Periodic, Phases = PhaseKind.Random, Handler = new DurationTable([(500, 1), (3_000, 1)]),
            },
            Costs = new Costs { XtimeLockHold = 9_000, LineLockHold = 6_000, LockHandover = 90, IoApicQuirk = 9_000 },
            Lock = new LockPolicy { Fairness = fairness },
            // Sections with interrupts off move requests about; IPIs make cores execute again.
            Workload = new Workload { ReschedulePerSecond = 3_000, IrqsOffPerSecond = 2_000, IrqsOffNs = 30_000 },
            Run = new RunPlan { DurationNs = 3_500_000 },
        };
        DesignResult expected = Simulator.Run(
            scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true });
        Assert.True(expected.LockWaitNs.LongestQueue > 10);
        foreach ((int threads, long window) in ((int, long)[])[(1, 1_000), (1, 10_000), (2, 100_000), (1, 1_000_000), (3, 0)])
        {
            DesignResult actual = Simulator.Run(
                scenario, design,
                new EngineOptions { WhatIf = true, Threads = threads, WindowNs = window, PerCpu = true, Check = true, AllTogether = true });
            SameResult.Assert(expected, actual, $"{design} with {threads} threads and windows of {window} ns");
        }
    }
}
