using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Engine;

/// <summary>
/// Guests at random that are saved and restored, and whose CPUs go offline and come back, at any moment: at every commit each tick is
/// somewhere, an offline CPU takes nothing, and all engines agree. A failure names the seed.
/// </summary>
public class RandomGuestTests
{
    [Fact]
    public void Ticks_are_conserved_and_all_engines_agree_whenever_a_guest_is_saved_or_a_cpu_goes_offline()
    {
        long timers = 0, late = 0, atOnce = 0, silent = 0, moved = 0, offline = 0;
        for (int seed = 1; seed <= 45; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.MakeGuest(seed);
            DesignResult result = AssertSame(seed, scenario, design);
            foreach (SnapshotReport snapshot in result.Snapshots)
            {
                Assert.Equal(snapshot.Timers, snapshot.Kept + snapshot.AtOnce + snapshot.Early + snapshot.Late + snapshot.Silent);
                (timers, late, atOnce, silent) =
                    (timers + snapshot.Timers, late + snapshot.Late, atOnce + snapshot.AtOnce, silent + snapshot.Silent);
            }

            if (result.Hotplug is not { } hotplug) continue;
            Assert.Equal(0, hotplug.Refused);
            moved += hotplug.MovedTimers;
            offline += hotplug.Changes.Count(change => change is { Happened: true, Online: false });
        }

        Assert.True(timers > 100 && late > 0 && atOnce > 0 && silent > 0, $"{timers} timers, {late} late, {atOnce}, {silent}");
        Assert.True(moved > 0 && offline > 15, $"{moved} timers moved, {offline} CPUs offline");
    }

    private static DesignResult AssertSame(int seed, Scenario scenario, string design)
    {
        DesignResult expected = Simulator.Run(
            scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true, Balance = true });
        TickTotals t = expected.Ticks;
        string what = $"seed {seed}: {design} of {scenario.Kernel} on {scenario.Machine.Cpus} CPUs";
        if (!expected.Supported) return expected;
        Assert.True(t.Raised == t.Handled + t.Coalesced + t.Dropped + t.Masked + t.Pending, what);
        if (scenario.Workload.Snapshots.Count == 0) Assert.True(t.NeverRaised >= 0, $"{what}: never raised {t.NeverRaised}");
        foreach (CpuLedger ledger in expected.PerCpu!)
        {
            TickTotals own = ledger.Ticks;
            Assert.True(own.Raised == own.Handled + own.Coalesced + own.Dropped + own.Masked + own.Pending, $"{what}: CPU {ledger.Cpu}");
        }

        SeedAgreement.Parallel(expected, scenario, design, seed, what);
        SeedAgreement.WithoutStraightLines(expected, scenario, design, what);
        return expected;
    }
}
