using Tickstorm.Contracts.Runs;
using Tickstorm.Engine;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

public class StorageFaultTests
{
    private const string Design = "irq0-edge";
    private static readonly Scenario s_scenario = TestMachines.Load("ipi-random", mostCpus: 16);

    // A database driver says so of a connection that was closed under it.
    [Fact]
    public async Task An_InvalidOperationException_of_a_library_costs_an_epoch_and_not_the_run()
    {
        InvalidOperationException failure = new("Connection is not open");
        await using TestSilos cluster = await TestSilos.Start(2, storage: AtFirstBlock(failure));
        RunRequest asked = TestSilos.Request(s_scenario, Design);
        RunRequest request = new()
        {
            Scenario = asked.Scenario, Name = asked.Name, Design = Design, WindowNs = 100_000, CheckpointEvery = 8,
        };
        (Results.DesignResult result, RunProgress end) = await cluster.Run(s_scenario, Design, request);
        Assert.Equal(Simulator.Run(s_scenario, Design, new EngineOptions { Kind = "sequential" }).Digest, result.Digest);
        Assert.Equal(2, end.Epoch);
        Assert.Contains(end.Story, sentence => sentence.Contains(failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_broken_in_every_epoch_ends_the_run_at_once()
    {
        BrokenRunException failure = new("The simulation contradicts itself.");
        await using TestSilos cluster = await TestSilos.Start(1, storage: AtFirstBlock(failure));
        await cluster.StartRun("broken", TestSilos.Request(s_scenario, Design));
        RunProgress end = await cluster.End("broken");
        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.Equal(failure.Message, end.Failure);
        Assert.Equal(1, end.Epoch);
    }

    private static StorageControl AtFirstBlock(Exception failure) =>
        new() { Before = StorageControl.Once(use => use is { IsBlock: true, Op: StorageOp.Write }, nth: 1, () => failure) };
}
