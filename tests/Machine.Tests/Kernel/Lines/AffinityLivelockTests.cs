using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>handle_edge_irq on the old CPU never ends while the new one remembers for it: up to 6.16.</summary>
public class AffinityLivelockTests
{
    private const long MoveNs = 5_000_000;

    [Fact]
    public void Until_6_16_the_old_cpu_never_leaves_its_handler_and_its_ticks_coalesce()
    {
        Rig rig = Run("6.16");
        long moved = Assert.Single(rig.Of(TraceKind.LineMoved)).Time;
        Assert.InRange(moved, MoveNs, MoveNs + 20_000);
        // It comes back from no interrupt any more.
        Assert.DoesNotContain(rig.Of(TraceKind.Returned), r => r.Cpu == 0 && r.Time > moved);
        TraceRecord[] runs = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Line == 1 && r.Time > moved)];
        Assert.All(runs, r => Assert.Equal(0, r.Cpu));
        // 5 us of handler, and the section between two of them.
        Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.InRange(pair.Second.Time - pair.First.Time, 5_000, 10_000));
        LineReport line = Assert.Single(rig.Result.Devices!.Lines);
        Assert.Equal(0, line.Kstat.Single(k => k.Cpu == 1).Count);
        Assert.Equal(14u, rig.Cpu(0).Coalesced);
        Assert.Equal(0u, rig.Cpu(1).Coalesced);
    }

    [Fact]
    public void From_6_17_on_the_new_cpu_waits_and_handles_all_that_comes_later()
    {
        Rig rig = Run("6.17");
        long moved = Assert.Single(rig.Of(TraceKind.LineMoved)).Time;
        TraceRecord[] runs = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Line == 1 && r.Time >= moved)];
        Assert.InRange(runs.Count(r => r.Cpu == 0), 0, 1);
        Assert.True(runs.Count(r => r.Cpu == 1) > 2_000);
        Assert.Equal(0L, rig.Result.Ticks.Coalesced);
        // What still waited on the old CPU is run for by the new one.
        Assert.InRange(rig.Of(TraceKind.SpuriousRun).Count, 0, 1);
    }

    // The same ten times slower, so that a run of half a minute is a small one.
    [Theory]
    [InlineData("6.16", "hard-lockup", 10)]
    [InlineData("6.17", null, 0)]
    public void Its_detectors_say_so(string kernel, string? said, int seconds)
    {
        Scenario scenario = Reading.Good($$"""
            kernel: "{{kernel}}"
            machine: {cpus: 2, apic: x2apic}
            tick: {hz: 100, mode: periodic, handler: 2us}
            workload:
              devices:
                - {irq: 24, kind: msix, perSecond: 2500, spacing: constant, cpu: 0, handler: 500us}
              operations:
                - {at: 5ms, action: setTarget, line: 1, cpu: 1}
            run: {duration: 26s}
            """);
        DesignResult result = Simulator.Run(scenario, "native-lapic", new EngineOptions { Kind = "sequential" });
        if (said is null)
        {
            Assert.Empty(result.Detectors);
            return;
        }

        DetectorReport report = result.Detectors.Single(d => d.Name == said);
        Assert.Equal(0, report.Cpu);
        Assert.InRange(report.TimeNs, seconds * 1_000_000_000L, 2 * seconds * 1_000_000_000L);
        Assert.Contains(result.Detectors, d => d.Name == "rcu-stall" && d.Cpu == 0);
    }

    [Theory]
    [InlineData("6.16", true)]
    [InlineData("6.17", false)]
    public void When_it_ends_after_more_than_20_s_the_soft_lockup_detector_says_how_long_it_was(string kernel, bool locked)
    {
        Scenario scenario = Reading.Good($$"""
            kernel: "{{kernel}}"
            machine: {cpus: 2, apic: x2apic}
            tick: {hz: 100, mode: periodic, handler: 2us}
            workload:
              devices:
                - {irq: 24, kind: msix, perSecond: 2500, spacing: constant, cpu: 0, handler: 500us}
              operations:
                - {at: 5ms, action: setTarget, line: 1, cpu: 1}
                - {at: 22s, action: disable, line: 1, cpu: 1}
            run: {duration: 25s}
            """);
        DesignResult result = Simulator.Run(scenario, "native-lapic", new EngineOptions { Kind = "sequential" });
        DetectorReport? soft = result.Detectors.SingleOrDefault(d => d.Name == "soft-lockup");
        Assert.Equal(locked, soft is not null);
        if (soft is null) return;
        Assert.Equal(0, soft.Cpu);
        Assert.InRange(soft.TimeNs, 22_000_000_000, 23_000_000_000);
        Assert.Contains("CPU#0 stuck for 2", soft.Message, StringComparison.Ordinal);
    }

    private static Rig Run(string kernel) =>
        Rig.Run(Repository.Scenario("affinity-livelock") with { Kernel = KernelVersion.Parse(kernel) }, "native-lapic");
}
