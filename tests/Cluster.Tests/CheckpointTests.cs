using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

public class CheckpointTests
{
    private const string Design = "irq0-edge";
    private const int Version = 4, Fingerprint = 8;

    [Theory]
    [InlineData(Version, "format")]
    [InlineData(Fingerprint, "another scenario or design")]
    [InlineData(0, "not a saved part")]
    public async Task A_checkpoint_of_another_version_or_scenario_is_refused(int at, string refusal)
    {
        Scenario scenario = Endless();
        await using TestSilos cluster = await TestSilos.Start(1);
        IMachineGrain machine = cluster.Machine("refused");
        Assert.Null(
            (await machine.Start(TestSilos.Request(scenario, Design,
            r => new RunRequest { Scenario = r.Scenario, Name = r.Name, Design = r.Design, WindowNs = 5_000 }))).Refusal);
        Assert.Null((await PatientClient.Pause(machine)).Refusal);
        RunProgress paused = await machine.Status();
        string name = FirstBlock("refused", scenario, paused.Epoch, (await machine.Checkpoints())[0].Id);
        CheckpointStore store = cluster.Cluster.GetSiloServiceProvider(
            cluster.Cluster.Silos[0].SiloAddress).GetRequiredService<CheckpointStore>();
        byte[] block = (await store.Read(name))!;
        block[at] ^= 0x40;
        await store.Write(name, block);

        // Another silo: another epoch, which begins from the checkpoint, though the run is paused.
        await cluster.Cluster.StartAdditionalSiloAsync();
        RunProgress end = await cluster.End("refused");
        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.Contains(refusal, end.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_lost_a_block_is_refused()
    {
        Scenario scenario = Endless();
        await using TestSilos cluster = await TestSilos.Start(1);
        IMachineGrain machine = cluster.Machine("lost");
        Assert.Null(
            (await machine.Start(TestSilos.Request(scenario, Design,
            r => new RunRequest { Scenario = r.Scenario, Name = r.Name, Design = r.Design, WindowNs = 5_000 }))).Refusal);
        Assert.Null((await PatientClient.Pause(machine)).Refusal);
        string name = FirstBlock("lost", scenario, (await machine.Status()).Epoch, (await machine.Checkpoints())[0].Id);
        await cluster.Cluster.GetSiloServiceProvider(
            cluster.Cluster.Silos[0].SiloAddress).GetRequiredService<CheckpointStore>().Remove(name);
        await cluster.Cluster.StartAdditionalSiloAsync();
        RunProgress end = await cluster.End("lost");
        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.Contains(name, end.Failure, StringComparison.Ordinal);
    }

    private static string FirstBlock(string run, Scenario scenario, long epoch, long checkpoint)
    {
        int processes = new MachinePlan(scenario, DesignLibrary.Find(Design)!).ProcessCount;
        return BlockName.OfNode(0, 0, processes).First().Of(run, epoch, checkpoint);
    }

    // Longer than any test: it is paused long before its end.
    private static Scenario Endless()
    {
        Scenario scenario = TestMachines.Load("ipi-random", mostCpus: 16);
        return scenario with { Run = scenario.Run with { DurationNs = 3_600_000_000_000 } };
    }
}
