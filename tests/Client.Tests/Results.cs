using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests;

/// <summary>Results made by hand: irq0-edge loses nearly all, pit-broadcast cannot run, others lose nothing.</summary>
internal static class Results
{
    public static DesignResult Of(Scenario scenario, string design) => design switch
    {
        "irq0-edge" => Edge(scenario),
        "pit-broadcast" =>
            new DesignResult { Design = design, Supported = false, Reason = "the PIT cannot do that", Hz = scenario.Tick.Hz },
        _ => Perfect(scenario, design),
    };

    private static DesignResult Perfect(Scenario scenario, string design) => new()
    {
        Design = design,
        Chip = "local",
        Hz = scenario.Tick.Hz,
        Mode = "oneshot",
        Digest = new string('a', 64),
        SimulatedNs = scenario.Run.DurationNs,
        Ticks = new TickTotals(
            Expected: 2560, Raised: 2560, Handled: 2560, Late: 3 + (long)scenario.Run.Seed, Coalesced: 0, Dropped: 0, Masked: 0,
            Pending: 0),
        LatencyNs = new Percentiles(400, 400, 400, 400, 450),
        Jiffies = new JiffiesCount(10, 10),
        CpuNsPerTick = 5_400,
        SteadyNsPerTick = 5_400,
        ExitsPerTick = 0,
        Constraints = [.. Enumerable.Range(1, 9).Select(i => new ConstraintVerdict($"C{i}", i == 7 ? null : true, "by hand"))],
        Engine = new EngineReport("parallel", 2, new RunOutcome(scenario.Run.DurationNs, true, 12, 25, 100, 80, 3.5, 0)),
        Wall = new WallReport(0.1, 1000, 300, 4096),
        PerCpu = [new CpuLedger(0, new TickTotals(10, 10, 10, 0, 0, 0, 0, 0), 0, false, false, 10_000_400, null)],
    };

    private static DesignResult Edge(Scenario scenario) => new()
    {
        Design = "irq0-edge",
        Chip = "io-apic",
        Flow = "edge",
        Hz = scenario.Tick.Hz,
        Mode = "oneshot",
        Digest = new string('b', 64),
        SimulatedNs = scenario.Run.DurationNs,
        Ticks = new TickTotals(Expected: 2560, Raised: 265, Handled: 10, Late: 0, Coalesced: 0, Dropped: 255, Masked: 0, Pending: 0),
        SpuriousRuns = 1,
        SilentTicks = 2295,
        Losses = [new TickLoss(DropReason.NotArmed, 2295), new TickLoss(DropReason.LineInProgress, 255)],
        StalledCpus = 255,
        StarvedCpus = 255,
        FirstDrop = new DropRecord(1_000_550, 1, DropReason.LineInProgress, true, 0, 0),
        LateCauses = [new LateCause("line", 0, 2, 900)],
        Jiffies = new JiffiesCount(10, 10),
        CpuNsPerTick = 77_000.5,
        SteadyNsPerTick = 5_400,
        CollisionNs = 716_000,
        LatencyNs = new Percentiles(400, 400, 400, 400, 400),
        LockWaitNs = new LockWaits(1_000, 500, 254),
        Constraints = [.. Enumerable.Range(1, 9).Select(i => new ConstraintVerdict($"C{i}", i == 7 ? null : i != 5, "by hand"))],
        Detectors = [new DetectorReport("rcu-stall", 3, 0, "CPU 3 doesn't answer")],
    };
}
