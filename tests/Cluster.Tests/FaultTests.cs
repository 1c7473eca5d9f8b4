using Orleans.TestingHost;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

public class FaultTests
{
    private const string Design = "irq0-edge";

    private static readonly Scenario s_scenario = TestMachines.Load("ipi-random", mostCpus: 48, mostNs: 12_000_000);
    private static readonly DesignResult s_expected = Simulator.Run(s_scenario, Design, new EngineOptions { Kind = "sequential" });

    [Fact]
    public async Task Lost_repeated_and_delayed_batches_change_nothing()
    {
        int faults = 0;
        for (int seed = 1; seed <= 5; seed++)
        {
            var seeded = new SeededFaults(seed);
            await using TestSilos cluster = await TestSilos.Start(2 + seed % 2, seeded);
            (DesignResult result, _) = await cluster.Run(s_scenario, Design, Slow(s_scenario, 250_000));
            Assert.Equal(s_expected.Digest, result.Digest);
            faults += seeded.Count;
        }

        Assert.True(faults > 20, $"only {faults} faults");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_killed_silo_does_not_change_the_digest(int seed)
    {
        await using TestSilos cluster = await TestSilos.Start(3);
        string run = $"killed-{seed}";
        Assert.Null((await cluster.Machine(run).Start(Slow(s_scenario, 20_000))).Refusal);
        await Reached(cluster, run, windows: 10 * seed);
        InProcessSiloHandle victim = cluster.Cluster.Silos[seed % 3];
        await cluster.Cluster.KillSiloAsync(victim);
        RunProgress end = await cluster.End(run);
        DesignResult result = await cluster.Result(run, s_scenario, Design, end);
        Assert.Equal(s_expected.Digest, result.Digest);
        Assert.Equal(s_expected.Ticks, result.Ticks);
        Assert.True(end.Epoch > 1, "the silo was killed too late to matter");
        Assert.Equal(2, end.Silos.Length);
        Assert.NotEmpty(end.Story);
    }

    [Fact]
    public async Task Another_cluster_continues_a_paused_run()
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-continued-").FullName;
        const string Run = "continued";
        RunProgress paused;
        await using (TestSilos first = await TestSilos.Start(2, folder: folder))
        {
            Assert.Null((await first.Machine(Run).Start(Slow(s_scenario, 20_000))).Refusal);
            await Reached(first, Run, windows: 10);
            Assert.Null((await first.Machine(Run).Pause()).Refusal);
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

    private static RunRequest Slow(Scenario scenario, long windowNs) => new()
    {
        Scenario = TestSilos.Request(scenario, Design).Scenario,
        Name = scenario.Name,
        Design = Design,
        WindowNs = windowNs,
        CheckpointEvery = 8,
    };

    private static async Task Reached(TestSilos cluster, string run, int windows)
    {
        for (int tries = 0; tries < 3000; tries++)
        {
            RunProgress progress = await cluster.Machine(run).Status();
            Assert.False(progress.HasEnded, $"{progress.Status} before window {windows}: {progress.Failure}");
            if (progress.Windows >= windows) return;
            await Task.Delay(5);
        }

        Assert.Fail($"{run} did not reach window {windows}.");
    }
}
