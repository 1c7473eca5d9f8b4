using Orleans.TestingHost;
using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

[Collection(LostSilos.Name)]
public class FaultTests
{
    private const string Design = "irq0-edge";

    private static readonly Scenario s_scenario = TestMachines.Load("ipi-random", mostCpus: 48, mostNs: 12_000_000);
    private static readonly DesignResult s_expected = Simulator.Run(s_scenario, Design, new EngineOptions { Kind = "sequential" });

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Lost_repeated_and_late_batches_change_nothing(int silos, bool spans)
    {
        FaultyFabric fabric = new() { Seed = silos };
        await using TestSilos cluster = await TestSilos.Start(silos, fabric, times: FaultRuns.Divided(by: 10));
        (DesignResult result, _) = await cluster.Run(s_scenario, Design, Slow(s_scenario, 100_000, spans));
        Assert.Equal(s_expected.Digest, result.Digest);
        Assert.True(fabric.Count > 20, $"only {fabric.Count} faults");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_cluster_that_starts_again_goes_on_from_the_last_checkpoint_unasked(int silos)
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-restarted-").FullName;
        const string Run = "restarted";
        FaultyFabric fabric = new();
        await using (TestSilos first = await TestSilos.Start(2, fabric, folder))
        {
            FaultyFabric.Gate gate = fabric.HoldAt(Run, 20 + silos);
            Assert.Null((await first.Machine(Run).Start(Slow(s_scenario, 20_000))).Refusal);
            await gate.Arrived.Task;
            foreach (InProcessSiloHandle silo in first.Cluster.Silos.ToArray()) await first.Kill(silo);
            gate.Opened.SetResult();
        }

        // Those that were killed are in doubt for a while before the run leaves the list: shortly here.
        await using TestSilos second = await TestSilos.Start(silos, folder: folder, times: FaultRuns.Short);
        // Nobody asks for the run: the list of unfinished runs gets shorter when it has ended.
        await FaultRuns.Until(
            async () => (await second.Cluster.Client.GetGrain<IRunsGrain>(0).List()).Length == 0, seconds: 300, () => "The run is still listed.");
        RunProgress end = await second.Machine(Run).Status();
        Assert.Equal(s_expected.Digest, (await second.Result(Run, s_scenario, Design, end)).Digest);
        Assert.True(end.Epoch > 1);
        await TestSilos.Remove(folder);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task A_killed_silo_does_not_change_the_digest(int seed, bool spans)
    {
        FaultyFabric fabric = new();
        await using TestSilos cluster = await TestSilos.Start(3, fabric);
        string run = $"killed-{seed}";
        FaultyFabric.Gate gate = fabric.HoldAt(run, 10 * seed);
        Assert.Null((await cluster.Machine(run).Start(Slow(s_scenario, 20_000, spans))).Refusal);
        await gate.Arrived.Task;
        await cluster.Kill(cluster.Cluster.Silos[seed % 3]);
        gate.Opened.SetResult();
        RunProgress end = await cluster.End(run);
        DesignResult result = await cluster.Result(run, s_scenario, Design, end);
        Assert.Equal(s_expected.Digest, result.Digest);
        Assert.Equal(s_expected.Ticks, result.Ticks);
        Assert.True(end.Epoch > 1);
        Assert.Equal(2, end.Silos.Length);
        Assert.NotEmpty(end.Story);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_silo_that_joins_a_paused_run_takes_its_share(bool spans)
    {
        FaultyFabric fabric = new();
        await using TestSilos cluster = await TestSilos.Start(2, fabric);
        const string Run = "joined";
        await StartPaused(cluster, fabric, Run, spans);
        // Two requests that wait for the leader do not keep each other out.
        Assert.Null((await PatientClient.Pause(cluster.Machine(Run))).Refusal);
        await cluster.Cluster.StartAdditionalSiloAsync();
        Assert.Equal(RunStatus.Paused, (await cluster.Met(Run, now => now.Silos.Length == 3)).Status);
        Assert.Null((await cluster.Machine(Run).Resume()).Refusal);
        RunProgress end = await cluster.End(Run);
        Assert.Equal(s_expected.Digest, (await cluster.Result(Run, s_scenario, Design, end)).Digest);
        Assert.Equal(3, end.Silos.Length);
    }

    // The pause comes while a window is open.
    private static async Task StartPaused(TestSilos cluster, FaultyFabric fabric, string run, bool spans = false)
    {
        FaultyFabric.Gate gate = fabric.HoldAt(run, 5);
        Assert.Null((await cluster.Machine(run).Start(Slow(s_scenario, 20_000, spans))).Refusal);
        await cluster.PauseHeld(run, gate);
    }

    [Fact]
    public async Task A_run_that_was_resumed_stays_so_when_its_leader_moves()
    {
        FaultyFabric fabric = new();
        await using TestSilos cluster = await TestSilos.Start(2, fabric);
        const string Run = "resumed";
        await StartPaused(cluster, fabric, Run);
        FaultyFabric.Gate gate = fabric.HoldAt(Run, 7);
        Assert.Null((await cluster.Machine(Run).Resume()).Refusal);
        await gate.Arrived.Task;
        await cluster.Cluster.DeactivateAsync(cluster.Machine(Run));
        gate.Opened.SetResult();
        RunProgress end = await cluster.End(Run);
        Assert.Equal(s_expected.Digest, (await cluster.Result(Run, s_scenario, Design, end)).Digest);
        Assert.Contains("another silo leads the run", end.Story);
    }

    [Fact]
    public async Task Another_cluster_continues_a_paused_run()
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-continued-").FullName;
        const string Run = "continued";
        RunProgress paused;
        FaultyFabric fabric = new();
        await using (TestSilos first = await TestSilos.Start(2, fabric, folder))
        {
            await StartPaused(first, fabric, Run);
            paused = await first.Machine(Run).Status();
        }

        await using TestSilos second = await TestSilos.Start(3, folder: folder);
        Assert.Equal(RunStatus.Paused, (await second.Machine(Run).Status()).Status);
        Assert.Equal(paused.CommittedNs, (await second.Machine(Run).Checkpoints())[0].CommittedNs);
        Assert.Null((await second.Machine(Run).Resume()).Refusal);
        RunProgress end = await second.End(Run);
        Assert.Equal(s_expected.Digest, (await second.Result(Run, s_scenario, Design, end)).Digest);
        Assert.True(end.Windows > paused.Windows);
    }

    private static RunRequest Slow(Scenario scenario, long windowNs, bool spans = false) => new()
    {
        Scenario = TestSilos.Request(scenario, Design).Scenario,
        Name = scenario.Name,
        Design = Design,
        WindowNs = windowNs,
        CheckpointEvery = 8,
        Spans = spans,
    };
}
