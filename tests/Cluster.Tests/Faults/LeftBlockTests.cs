using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>Of a run that has ended the storage keeps its record and its result, whatever has failed on the way.</summary>
[Collection(LostSilos.Name)]
public class LeftBlockTests
{
    private const string Run = "left";
    private readonly StorageControl _storage = new();

    [Fact]
    public async Task A_clean_up_that_fails_costs_no_epoch_and_leaves_no_block_for_good()
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        int cleared = 0;
        _storage.Before = use => use is { Op: StorageOp.Clear, IsBlock: true } && Interlocked.Increment(ref cleared) % 5 == 0
            ? throw new IOException("connection reset by peer")
            : Task.CompletedTask;
        await cluster.StartRun(Run, FaultRuns.Request());
        RunProgress end = await cluster.EndsRight(Run);
        Assert.Equal(1, end.Epoch);
        Assert.True(cleared >= 5);
        await cluster.LeavesOnly(end);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_could_not_be_removed_when_a_run_ended_is_removed_later_though_nobody_asks_after_it(bool cancelled)
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        _storage.Before = use => use is { Op: StorageOp.Clear, IsBlock: true } ? throw new IOException("connection reset by peer") : Task.CompletedTask;
        await cluster.StartRun(Run, FaultRuns.Request(cancelled ? FaultRuns.Endless : null));
        await cluster.Met(Run, now => now.Windows >= 40);
        if (cancelled) Assert.True((await cluster.Machine(Run).Cancel()).Done);
        RunProgress end = await cluster.End(Run);
        // Its leader is gone, having removed nothing.
        await Task.Delay(2_000);
        Assert.True(cluster.Files().Length > end.FinalBlocks + 2);
        _storage.Back();
        await cluster.LeavesOnly(end);
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task What_an_unfinished_checkpoint_wrote_is_removed_too()
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        _storage.After = StorageControl.Once(
            use => use is { Op: StorageOp.Write, IsBlock: true }, nth: 7, () => new IOException("connection reset by peer"));
        await cluster.StartRun(Run, FaultRuns.Request());
        RunProgress end = await cluster.EndsRight(Run);
        Assert.Equal(2, end.Epoch);
        await cluster.LeavesOnly(end);
    }

    // A block, and then the record of the next epoch; or the record of a checkpoint. Both are written, and said not to be.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_record_names_that_was_written_though_nobody_knows_is_removed_too(bool ofEpoch)
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        int blocks = 0, records = 0;
        _storage.After = use =>
        {
            bool isTold = use.Op != StorageOp.Write || !(use.IsBlock
                ? ofEpoch && Interlocked.Increment(ref blocks) == 7
                : use.IsRecord && (!ofEpoch || Volatile.Read(ref blocks) >= 7) && Interlocked.Increment(ref records) == (ofEpoch ? 1 : 5));
            return isTold ? Task.CompletedTask : throw new IOException("connection reset by peer");
        };
        await cluster.StartRun(Run, FaultRuns.Request());
        RunProgress end = await cluster.EndsRight(Run);
        Assert.True(records >= (ofEpoch ? 1 : 5) && end.Epoch > 1);
        await cluster.LeavesOnly(end);
    }

    // One block of a checkpoint is written late, when the next epoch has begun because another one failed.
    [Fact]
    public async Task A_block_that_an_earlier_epoch_writes_late_is_removed_too()
    {
        await using TestSilos cluster = await TestSilos.Start(
            2, storage: _storage, times: FaultRuns.Short with { Storage = TimeSpan.FromSeconds(20) });
        TaskCompletionSource late = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int writes = 0;
        _storage.Before = use => use is not { Op: StorageOp.Write, IsBlock: true } ? Task.CompletedTask : Interlocked.Increment(ref writes) switch
        {
            5 => late.Task,
            6 => throw new IOException("connection reset by peer"),
            _ => Task.CompletedTask,
        };
        await cluster.StartRun(Run, FaultRuns.Request());
        await cluster.Met(Run, now => now is { Epoch: 2, Windows: > 20 });
        await Task.Delay(500);
        late.SetResult();
        await cluster.LeavesOnly(await cluster.EndsRight(Run));
    }

    // The last epoch has three silos, and the one of the last checkpoint two; or there is no checkpoint.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_last_epoch_wrote_is_removed_when_the_run_is_cancelled_before_the_next_one(bool hasCheckpoint)
    {
        await using TestSilos cluster = await TestSilos.Start(hasCheckpoint ? 2 : 3, storage: _storage, times: FaultRuns.Short);
        if (hasCheckpoint)
        {
            await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
            await cluster.Met(Run, now => now.Windows >= 20);
        }

        bool fails = false;
        bool IsOfLastEpoch(StorageUse use) => use is { Op: StorageOp.Write, IsBlock: true }
            && !(hasCheckpoint && use.Grain.Contains($"{Run}/1.", StringComparison.Ordinal));
        _storage.After = use => IsOfLastEpoch(use) && (fails = true) ? throw new IOException("connection reset by peer") : Task.CompletedTask;
        _storage.Before = use => fails && use is { Op: StorageOp.Write, IsRecord: true } ? throw new IOException("disk full") : Task.CompletedTask;
        if (hasCheckpoint) await cluster.Cluster.StartAdditionalSiloAsync();
        else await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
        await cluster.Met(Run, now => now is { Silos.Length: 3, Trouble: not null });
        Assert.True(fails);
        Assert.Equal(RunAnswerCode.NotRecorded, (await cluster.Machine(Run).Cancel()).Code);
        _storage.Back();
        RunProgress end = await cluster.End(Run);
        Assert.Equal(RunStatus.Cancelled, end.Status);
        Assert.Equal(hasCheckpoint ? 2 : 0, end.FinalBlocks);
        await cluster.LeavesOnly(end);
    }
}
