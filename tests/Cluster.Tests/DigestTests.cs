using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

/// <remarks>
/// Slow: all scenarios of the library, each under up to four designs by workers, and by grains each of these with one number of silos.
/// </remarks>
[Trait("Speed", "slow")]
public class DigestTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task Every_scenario_of_the_library_gives_the_digest_of_one_thread(int silos, bool spans)
    {
        await using TestSilos cluster = await TestSilos.Start(silos);
        foreach (string name in TestMachines.Names)
        {
            Scenario scenario = TestMachines.Load(name);
            string[] designs = [.. Designs(scenario)];
            for (int i = 0; i < designs.Length; i++)
            {
                if (!spans && (i + name.Length) % 3 != silos - 1) continue;
                string design = designs[i];
                DesignResult expected = Simulator.Run(scenario, design, new EngineOptions { Kind = "sequential" });
                if (!expected.Supported) continue;
                (DesignResult actual, RunProgress progress) = await cluster.Run(scenario, design, Request(scenario, design, spans));
                Assert.True(
                    expected.Digest == actual.Digest,
                    $"{name}, {design}, {silos} silos, {(spans ? "spans" : "grains")}: another digest. {string.Join("; ", progress.Story)}");
                Assert.Equal(expected.Ticks, actual.Ticks);
                Assert.Equal(expected.LatencyNs, actual.LatencyNs);
                Assert.Equal(expected.FirstDrop, actual.FirstDrop);
                Assert.Equal(expected.LockWaitNs, actual.LockWaitNs);
                Assert.Equal(expected.LateCauses, actual.LateCauses);
                Assert.Equal(expected.Exits?.Reasons, actual.Exits?.Reasons);
                Assert.Equal(expected.Exits?.HostNs, actual.Exits?.HostNs);
                Assert.Equal(silos, progress.Silos.Length);
            }
        }
    }

    [Fact]
    public async Task The_twin_of_a_built_in_design_has_its_digest()
    {
        await using TestSilos cluster = await TestSilos.Start(2);
        Scenario scenario = TestMachines.Load("irq0-2007", mostCpus: 32);
        foreach (Design design in DesignLibrary.All)
        {
            Scenario twin = scenario with { Designs = ["twin"], OwnDesigns = [DesignKeys.ToOwn(design, "twin")] };
            DesignResult expected = Simulator.Run(scenario, design.Name, new EngineOptions { Kind = "sequential" });
            if (!expected.Supported) continue;
            (DesignResult actual, _) = await cluster.Run(twin, "twin");
            Assert.True(expected.Digest == actual.Digest, $"{design.Name}: its twin has another digest");
        }
    }

    [Fact]
    public async Task Interrupts_that_move_do_so_on_the_cluster_too()
    {
        await using TestSilos cluster = await TestSilos.Start(3);
        foreach ((string name, string kernel) in new[] { ("msi-window", "5.15"), ("lpi", "6.5"), ("cleanup", "6.6") })
        {
            Scenario scenario = Repository.Check("moves/" + name) with { Kernel = KernelVersion.Parse(kernel) };
            DesignResult expected = Simulator.Run(scenario, "native-lapic", new EngineOptions { Kind = "sequential" });
            (DesignResult actual, _) = await cluster.Run(scenario, "native-lapic");
            Assert.True(expected.Digest == actual.Digest, $"{name} on {kernel}: another digest");
            Assert.Equal(expected.Devices! with { Lines = [] }, actual.Devices! with { Lines = [] });
        }
    }

    private static readonly string[] s_living =
        ["hand-over", "duty", "silent-revived", "forced", "preempted", "gate", "long-callback", "calls-wait", "grace-periods",
        "detectors", "call-lock", "convoy", "broadcast-wakes", "broadcast-stale", "shoot-down", "preempted-target", "lazy-targets"];

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task A_duty_that_is_handed_over_each_5_ms_is_so_on_the_cluster_too(int silos, bool spans)
    {
        await using TestSilos cluster = await TestSilos.Start(silos);
        foreach (string name in s_living)
        {
            Scenario scenario = Repository.Check("living/" + name);
            long durationNs = name switch
            {
                "calls-wait" or "call-lock" => 10_000_000,
                "detectors" => 22_000_000_000,
                _ => Math.Min(scenario.Run.DurationNs, 100_000_000),
            };
            scenario = scenario with { Run = scenario.Run with { DurationNs = durationNs } };
            DesignResult expected = Simulator.Run(scenario, scenario.Designs[0], new EngineOptions { Kind = "sequential" });
            (DesignResult actual, _) = await cluster.Run(
                scenario, scenario.Designs[0], Request(scenario, scenario.Designs[0], spans));
            Assert.Equal(expected.Digest, actual.Digest);
            Assert.Equal(expected.Life?.Timekeeping, actual.Life?.Timekeeping);
            Assert.Equal(expected.Life?.GracePeriods?.LongestNs, actual.Life?.GracePeriods?.LongestNs);
            Assert.Equal(expected.Life?.CallWaitTotalNs, actual.Life?.CallWaitTotalNs);
            Assert.Equal(expected.Life?.Calls, actual.Life?.Calls);
            Assert.Equal(expected.Detectors, actual.Detectors);
            Assert.Equal(expected.Broadcast, actual.Broadcast);
        }
    }

    [Fact]
    public async Task A_preempted_lock_holder_blocks_its_queue_on_the_cluster_too()
    {
        await using TestSilos cluster = await TestSilos.Start(2);
        Scenario scenario = Repository.Check("hosts/crowded-line");
        scenario = scenario with
        {
            Run = scenario.Run with { DurationNs = 12_000_000 },
            Workload = scenario.Workload with { Host = scenario.Workload.Host with { Spin = SpinKind.Paravirtual } },
        };
        foreach (string design in new[] { "irq0-edge", "vmi-own-vector" })
        {
            DesignResult expected = Simulator.Run(scenario, design, new EngineOptions { Kind = "sequential", WhatIf = true });
            (DesignResult actual, _) = await cluster.Run(scenario, design);
            Assert.Equal(expected.Digest, actual.Digest);
            Assert.Equal(expected.Host, actual.Host);
            Assert.True(expected.Host!.Preempted > 0);
        }

        Scenario offline = Repository.Check("hosts/offline-vcpus");
        DesignResult embedded = Simulator.Run(offline, "kvm-pv-eoi", new EngineOptions { Kind = "sequential" });
        (DesignResult clustered, _) = await cluster.Run(offline, "kvm-pv-eoi");
        Assert.Equal((embedded.Digest, embedded.Host), (clustered.Digest, clustered.Host));
        Assert.All(embedded.Hotplug!.Changes, change => Assert.True(change.Happened));
    }

    [Fact]
    public async Task Sleepers_that_an_hrtimer_wakes_are_woken_alike_on_the_cluster()
    {
        await using TestSilos cluster = await TestSilos.Start(2);
        Scenario scenario = Repository.Check("living/broadcast-wakes");
        scenario = scenario with { Tick = scenario.Tick with { Broadcast = BroadcastDevice.Hrtimer } };
        DesignResult expected = Simulator.Run(scenario, "native-lapic", new EngineOptions { Kind = "sequential" });
        (DesignResult actual, _) = await cluster.Run(scenario, "native-lapic");
        Assert.Equal(expected.Digest, actual.Digest);
        Assert.Equal(expected.Broadcast, actual.Broadcast);
    }

    private static RunRequest Request(Scenario scenario, string design, bool spans) => new()
    {
        Scenario = TestSilos.Request(scenario, design).Scenario, Name = scenario.Name, Design = design, Spans = spans, Workers = 2,
    };

    // A line, a lock and the legacy block each have their part in one of these.
    internal static IEnumerable<string> Designs(Scenario scenario)
    {
        IEnumerable<string> named = scenario.Designs.Count > 0
            ? scenario.Designs
            : ["native-lapic", "irq0-edge", "vmi-percpu", "pit-broadcast"];
        return named.Take(4);
    }
}
