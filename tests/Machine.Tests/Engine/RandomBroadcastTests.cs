using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Engine;

/// <summary>
/// CPUs at random that sleep where their local timers stop, and periodic broadcasts by either device: at every commit each tick is
/// somewhere, each IPI is accepted, merged or under way, and all engines agree. A failure names the seed.
/// </summary>
public class RandomBroadcastTests
{
    [Fact]
    public void Ticks_and_ipis_of_sleeping_cpus_are_conserved_on_every_engine()
    {
        long targets = 0, merged = 0, forced = 0, busy = 0;
        for (int seed = 1; seed <= 40; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.MakeSleeping(seed);
            BroadcastReport broadcast = AssertSame(seed, scenario, design).Broadcast!;
            targets += broadcast.Targets;
            merged += broadcast.Coalesced;
            forced += broadcast.Forced;
            busy += broadcast.Busy;
        }

        Assert.True(targets > 1_000 && merged > 0 && forced > 0 && busy > 0, $"{targets} IPIs, {merged} merged, {forced}, {busy}");
    }

    [Fact]
    public void Ticks_and_ipis_of_periodic_broadcasts_are_conserved_on_every_engine()
    {
        long merged = 0;
        for (int seed = 1; seed <= 20; seed++)
        {
            (Scenario scenario, _) = RandomScenario.Make(seed);
            scenario = scenario with { Machine = scenario.Machine with { HpetSecondPulseNs = seed % 3 == 0 ? 0 : seed * 1_000 } };
            merged += AssertSame(seed, scenario, seed % 4 == 0 ? "pit-broadcast" : "hpet-broadcast").Broadcast!.Coalesced;
        }

        Assert.True(merged > 0);
    }

    [Fact]
    public void A_broadcast_ipi_that_gets_lost_is_noticed()
    {
        (Scenario scenario, string design) = RandomScenario.MakeSleeping(1);
        SmpMachine machine = new(scenario, DesignLibrary.Find(design)!);
        machine.CheckBalance([]);
        machine.Broadcast!.State.Sent++;
        Assert.Throws<BrokenRunException>(() => machine.CheckBalance([]));
        machine.CheckBalance([new Message { Source = machine.Plan.Ids.Broadcast, Target = 1, Kind = MessageKind.BroadcastIpi }]);
    }

    private static DesignResult AssertSame(int seed, Scenario scenario, string design)
    {
        DesignResult expected = Simulator.Run(
            scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true, Balance = true });
        TickTotals t = expected.Ticks;
        string what = $"seed {seed}: {design} of {scenario.Kernel} on {scenario.Machine.Cpus} CPUs by {scenario.Tick.Broadcast}";
        Assert.True(t.Raised == t.Handled + t.Coalesced + t.Dropped + t.Masked + t.Pending, what);
        Assert.True(t.NeverRaised >= 0, $"{what}: never raised {t.NeverRaised}");
        Assert.True(expected.Broadcast!.InFlight >= 0, what);
        Assert.True(expected.Constraints.Single(c => c.Id == "C6").Kept is true or null, $"{what}: C6");
        DesignResult actual = SeedAgreement.Parallel(expected, scenario, design, seed, what);
        Assert.Equal(expected.Broadcast, actual.Broadcast);
        return expected;
    }
}
