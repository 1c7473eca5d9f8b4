using Tickstorm.Contracts.Processes;
using Tickstorm.Scenarios;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

/// <summary>Cores that are lent to workers have grains while somebody asks for them, and no longer.</summary>
public class OnDemandTests
{
    private const string Run = "on-demand";

    [Fact]
    public async Task A_lent_core_has_a_grain_only_while_it_is_asked_for()
    {
        Scenario scenario = FaultRuns.Endless;
        scenario = scenario with { Machine = scenario.Machine with { Cpus = 4096, Irq0Target = 0 } };
        await using TestSilos cluster = await TestSilos.Start(2);
        await cluster.StartRun(Run, FaultRuns.Request(scenario, spans: true));
        await cluster.Met(Run, now => now.Windows >= 20);
        Assert.Equal(0, await Grains(cluster));
        Inspection core = await cluster.Machine(Run).Inspect(4000, localApic: false);
        Assert.True(core.Present);
        // The core is in the second silo; a grain that came to life elsewhere makes room there.
        Assert.Equal((await cluster.Machine(Run).Status()).Silos[1], core.Silo);
        // It has answered, and holds nothing.
        await FaultRuns.Until(async () => await Grains(cluster) == 0, seconds: 180, () => "The grain stays.");
        await cluster.Machine(Run).Cancel();
        await cluster.End(Run);
        await cluster.LeftNothing();
    }

    private static async Task<int> Grains(TestSilos cluster) =>
        (await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
            .Where(kind => kind.GrainType.Contains("Grains.Processes", StringComparison.Ordinal)).Sum(kind => kind.ActivationCount);
}
