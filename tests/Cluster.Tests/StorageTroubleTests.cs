using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Storage;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

public class StorageTroubleTests
{
    private const string Design = "irq0-edge", Run = "waiting", Reason = "No space left on device";
    private static readonly Scenario s_scenario = TestMachines.Load("ipi-random", mostCpus: 16);
    private volatile bool _isFull;

    [Fact]
    public async Task A_run_waits_with_the_reason_while_the_storage_fails_and_goes_on_by_itself()
    {
        await using TestSilos cluster = await TestSilos.Start(2, beforeWrite: name => Fill(name, "tickstorm-block"));
        await cluster.StartRun(Run, Request());
        RunProgress waiting = await InTrouble(cluster);
        Assert.Matches("^the cluster's storage fails: No space left on device$", waiting.Trouble!);
        Assert.Equal(RunStatus.Running, waiting.Status);
        StorageHealth[] healths =
            [.. cluster.Cluster.Silos.Select(silo => cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<StorageHealth>())];
        Assert.Contains(healths, health => health.Trouble == waiting.Trouble);
        _isFull = false;
        RunProgress end = await cluster.End(Run);
        Assert.Null(end.Trouble);
        Assert.Equal(
            Simulator.Run(s_scenario, Design, new EngineOptions { Kind = "sequential" }).Digest,
            (await cluster.Result(Run, s_scenario, Design, end)).Digest);
    }

    [Fact]
    public async Task A_run_can_be_cancelled_while_the_storage_takes_nothing()
    {
        await using TestSilos cluster = await TestSilos.Start(1, beforeWrite: name => Fill(name, "tickstorm-block", "machine"));
        await cluster.StartRun(Run, Request());
        await InTrouble(cluster);
        Assert.True((await cluster.Machine(Run).Cancel()).Done);
        Assert.Equal(RunStatus.Cancelled, (await cluster.End(Run, seconds: 10)).Status);
    }

    [Fact]
    public async Task A_run_that_cannot_be_recorded_is_not_started_and_may_be_started_later()
    {
        await using TestSilos cluster = await TestSilos.Start(1, beforeWrite: name => Fill(name, "machine"));
        _isFull = true;
        StorageTroubleException refused = await Assert.ThrowsAsync<StorageTroubleException>(() => cluster.Machine(Run).Start(Request()));
        Assert.Matches("storage fails: No space left on device$", refused.Message);
        Assert.Equal(RunStatus.Unknown, (await cluster.Machine(Run).Status()).Status);
        _isFull = false;
        Assert.True((await cluster.Machine(Run).Start(Request())).Done);
        Assert.Equal(RunStatus.Done, (await cluster.End(Run)).Status);
    }

    private static RunRequest Request()
    {
        RunRequest asked = TestSilos.Request(s_scenario, Design);
        return new RunRequest
        {
            Scenario = asked.Scenario, Name = asked.Name, Design = Design, WindowNs = 20_000, CheckpointEvery = 8,
        };
    }

    private async Task<RunProgress> InTrouble(TestSilos cluster)
    {
        _isFull = true;
        DateTime until = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            RunProgress now = await cluster.Machine(Run).Status();
            if (now.Trouble is not null) return now;
            Assert.False(now.HasEnded, "The run ended before the storage was full.");
            Assert.True(DateTime.UtcNow < until, "The run says nothing of its trouble.");
            await Task.Delay(10);
        }
    }

    private void Fill(string name, params string[] kinds)
    {
        if (_isFull && kinds.Append("tickstorm-probe").Any(kind => name.StartsWith(kind, StringComparison.Ordinal)))
            throw new IOException(Reason);
    }
}
