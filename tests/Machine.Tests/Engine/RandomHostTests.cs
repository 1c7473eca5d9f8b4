using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine;

/// <summary>
/// vCPUs at random that lose their host CPUs anywhere: at every commit each tick is somewhere, the time of host CPUs is that of their
/// vCPUs, and all engines agree. A failure names the seed.
/// </summary>
public class RandomHostTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_random_hosted_machine_conserves_its_ticks_and_its_time_on_every_engine(int group)
    {
        long preempted = 0, holders = 0;
        for (int seed = group * 40; seed < (group + 1) * 40; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.MakeHosted(seed);
            DesignResult expected = Simulator.Run(
                scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true });
            if (!expected.Supported) continue;
            string what = $"seed {seed}: {design} of {scenario.Kernel} on {scenario.Machine.Cpus} CPUs and {scenario.Workload.Host.Cpus}";
            AssertConserved(expected, scenario, what);
            preempted += expected.Host!.Preempted;
            holders += expected.Host.HoldersPreempted;
            int threads = Agreement.Threads[seed % 4];
            long window = Agreement.Windows[seed / 4 % 5];
            if (threads > 2 && window is 1_000 or 10_000) window = 1_000_000;
            DesignResult actual = Simulator.Run(
                scenario, design,
                new EngineOptions
                {
                    WhatIf = true, Threads = threads, WindowNs = window, PerCpu = true, Check = true, AllTogether = seed % 2 == 0,
                });
            SameResult.Assert(expected, actual, $"{what}, {threads} threads, windows of {window} ns");
            Assert.Equal(expected.Host, actual.Host);
        }

        Assert.True(preempted > 500 && holders > 0, $"{preempted} preempted, {holders} with a lock");
    }

    [Fact]
    public void A_random_hosted_machine_whose_cpus_idle_and_go_offline_is_the_same_on_every_engine()
    {
        long preempted = 0, offline = 0, halts = 0, exits = 0;
        for (int seed = 1; seed <= 24; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.MakeLivingHosted(seed);
            DesignResult expected = Simulator.Run(
                scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true, Balance = true });
            if (!expected.Supported) continue;
            string what = $"seed {seed}: {design} of {scenario.Kernel} on {scenario.Machine.Cpus} CPUs and {scenario.Workload.Host.Cpus}";
            AssertConserved(expected, scenario, what);
            preempted += expected.Host!.Preempted;
            exits += expected.Host.ExitNs;
            halts += expected.Host.Turns;
            if (expected.Hotplug is { } hotplug)
            {
                Assert.Equal(0, hotplug.Refused);
                offline += hotplug.Changes.Count(change => change is { Happened: true, Online: false });
            }

            DesignResult actual = SeedAgreement.Parallel(expected, scenario, design, seed, what);
            Assert.Equal(expected.Host, actual.Host);
            SeedAgreement.WithoutStraightLines(expected, scenario, design, what);
        }

        Assert.True(preempted > 100 && offline > 8 && exits > 0, $"{preempted} preempted, {offline} offline, {exits} ns, {halts} turns");
    }

    private static void AssertConserved(DesignResult result, Scenario scenario, string what)
    {
        TickTotals t = result.Ticks;
        Assert.True(t.Raised == t.Handled + t.Coalesced + t.Dropped + t.Masked + t.Pending, what);
        HostReport host = result.Host!;
        long all = scenario.Workload.Host.Cpus * result.SimulatedNs;
        Assert.True(host.GuestNs + host.PolledNs <= all, $"{what}: {host} of {all} ns");
        Assert.True(host.StolenNs <= scenario.Machine.Cpus * result.SimulatedNs && host.SeenNs <= host.StolenNs, $"{what}: {host}");
        Assert.True(host.HoldersPreempted + host.WaitersPreempted <= host.Preempted, $"{what}: {host}");
    }
}
