using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>IPIs of single pairs of CPUs, and hrtimers of single CPUs.</summary>
public sealed class IpiPairTests
{
    private static readonly IpiPair[] s_pairs =
    [
        new() { From = 0, To = 3, EveryNs = 200_000 }, new() { From = 0, To = 1, EveryNs = 800_000 },
        new() { From = 2, To = 0, IsCall = true, EveryNs = 400_000 },
    ];

    // CPUs 2 and 3 idle, their ticks stopped.
    private static Scenario Paired(int periods = 1_000)
    {
        Scenario scenario = Given.Aligned(4, periods: periods).On("6.1");
        return scenario with
        {
            Tick = scenario.Tick with { NoHz = true }, Workload = new Workload { Busy = 2, IpiPairs = s_pairs, WakeRunNs = 5_000 },
        };
    }

    [Fact]
    public void Each_pair_has_its_own_rate_and_nobody_else_sends()
    {
        Rig rig = Rig.Run(Paired(), "native-lapic");
        Dictionary<(int, int), int> sent = rig.Of(TraceKind.IpiSent).GroupBy(record => (record.Cpu, record.Peer))
            .ToDictionary(pair => pair.Key, pair => pair.Count());

        Assert.Equal(3, sent.Count);
        Assert.InRange(sent[(0, 3)], 4_700, 5_300);
        Assert.InRange(sent[(0, 1)], 1_110, 1_390);
    }

    [Fact]
    public void An_idle_cpu_sends_too()
    {
        Rig rig = Rig.Run(Paired(), "native-lapic");
        Assert.InRange(rig.Of(TraceKind.IpiSent).Count(record => record.Cpu == 2 && record.Peer == 0), 2_300, 2_700);
    }

    [Theory]
    [InlineData("native-lapic")]
    [InlineData("irq0-edge")]
    public void All_engines_send_the_same(string design)
    {
        Scenario scenario = Paired(60);
        Agreement.Holds(
            () => new SmpMachine(scenario, DesignLibrary.Find(design)!), scenario.Run.DurationNs, trace: true, threadCounts: [1, 2],
            windows: [10_000, 1_000_000, 0]);
    }

    [Fact]
    public void All_engines_agree_on_random_machines_with_pairs_and_hrtimers()
    {
        for (int seed = 1; seed <= 12; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.MakePaired(seed);
            EngineOptions options = new() { WhatIf = true, PerCpu = true, Check = true };
            SameResult.Assert(
                Simulator.Run(scenario, design, options with { Kind = "sequential" }),
                Simulator.Run(scenario, design, options with { Threads = 1 + seed % 2, WindowNs = Agreement.Windows[seed % 5] }),
                $"seed {seed}: {design} on {scenario.Machine.Cpus} CPUs");
        }
    }

    [Fact]
    public void An_idle_cpu_has_the_interrupts_of_its_hrtimer_and_no_ticks()
    {
        Scenario scenario = Paired();
        scenario = scenario with
        {
            Workload = new Workload { Busy = 2, CpuHrtimers = [new CpuHrtimer { Cpus = [3], IntervalNs = 10_000_000 }] },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");

        Assert.InRange(rig.Count(TraceKind.HandlerEnter, 3), 98, 101);
        Assert.Equal(0, rig.Count(TraceKind.Raised, 3));
        Assert.Equal(0, rig.Count(TraceKind.HandlerEnter, 2));
    }
}
