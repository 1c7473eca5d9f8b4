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
    private int _fills;

    [Fact]
    public async Task A_run_waits_with_the_reason_while_the_storage_fails_and_goes_on_by_itself()
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: Full("tickstorm-block"));
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
    public async Task A_run_cancelled_while_the_storage_takes_nothing_computes_no_more_and_has_ended_when_that_is_written()
    {
        await using TestSilos cluster = await TestSilos.Start(1, storage: Full("tickstorm-block", "machine"));
        await cluster.StartRun(Run, Request());
        await InTrouble(cluster);
        RunAnswer answer = await cluster.Machine(Run).Cancel();
        Assert.Equal(RunAnswerCode.NotRecorded, answer.Code);
        Assert.Contains(Reason, answer.Refusal, StringComparison.Ordinal);
        long committed = (await cluster.Machine(Run).Status()).CommittedNs;
        await Task.Delay(1500);
        RunProgress now = await cluster.Machine(Run).Status();
        Assert.False(now.HasEnded, "Nobody may be told of an end that no storage knows of.");
        Assert.Equal(committed, now.CommittedNs);
        Assert.NotNull(now.Trouble);
        _isFull = false;
        Assert.Equal(RunStatus.Cancelled, (await cluster.End(Run)).Status);
    }

    [Fact]
    public async Task A_run_that_cannot_be_recorded_is_not_started_and_may_be_started_later()
    {
        await using TestSilos cluster = await TestSilos.Start(1, storage: Full("machine"));
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
        DateTime until = DateTime.UtcNow.AddSeconds(180);
        while (true)
        {
            RunProgress now = await cluster.Machine(Run).Status();
            if (now.Trouble is not null) return now;
            Assert.False(now.HasEnded, "The run ended before the storage was full.");
            Assert.True(DateTime.UtcNow < until, "The run says nothing of its trouble.");
            await Task.Delay(10);
        }
    }

    // That takes no blocks is full by itself from the second checkpoint on: the run cannot end before.
    private StorageControl Full(params string[] kinds) => new()
    {
        Before = use =>
        {
            bool isSecond = use is { Op: StorageOp.Write, IsLaterCheckpoint: true } && kinds.Contains("tickstorm-block");
            if (isSecond && Interlocked.Exchange(ref _fills, 1) == 0) _isFull = true;
            return _isFull && use.Op == StorageOp.Write
                && kinds.Append("tickstorm-probe").Any(kind => use.Grain.StartsWith(kind, StringComparison.Ordinal))
                    ? throw new IOException(Reason)
                    : Task.CompletedTask;
        },
    };
}
