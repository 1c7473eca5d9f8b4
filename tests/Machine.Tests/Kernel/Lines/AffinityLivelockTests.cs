using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>handle_edge_irq on the old CPU never ends while the new one remembers for it: up to 6.16.</summary>
public class AffinityLivelockTests
{
    private const long MoveNs = 5_000_000, Second = 1_000_000_000;

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

    [Theory]
    [InlineData("6.16", true)]
    [InlineData("6.17", false)]
    public void Its_detectors_say_so(string kernel, bool locked)
    {
        Scenario scenario = Repository.Check("moves/livelock-ends") with { Kernel = KernelVersion.Parse(kernel) };
        DesignResult result = Simulator.Run(scenario, "native-lapic", new EngineOptions { Kind = "sequential" });
        if (!locked)
        {
            Assert.Empty(result.Detectors);
            return;
        }

        Assert.Contains(result.Detectors, d => d.Name == "hard-lockup" && d.Cpu == 0 && d.TimeNs is > 10 * Second and <= 20 * Second);
        Assert.Contains(result.Detectors, d => d.Name == "rcu-stall" && d.Cpu == 0 && d.TimeNs is > 21 * Second and < 22 * Second);
        // Its timer runs again when the line is disabled, and finds more than 20 s.
        DetectorReport soft = result.Detectors.Single(d => d.Name == "soft-lockup");
        Assert.Equal(0, soft.Cpu);
        Assert.InRange(soft.TimeNs, 22 * Second, 23 * Second);
        Assert.Contains("CPU#0 stuck for 2", soft.Message, StringComparison.Ordinal);
    }

    private static Rig Run(string kernel) =>
        Rig.Run(Repository.Scenario("affinity-livelock") with { Kernel = KernelVersion.Parse(kernel) }, "native-lapic");
}
