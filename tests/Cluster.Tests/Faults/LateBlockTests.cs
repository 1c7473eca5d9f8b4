using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Silos;
using Tickstorm.Grains.Fabric;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>What comes into the storage when nobody waits for it any more does not stay there.</summary>
public class LateBlockTests
{
    private const string Run = "late";
    private readonly StorageControl _storage = new();
    private readonly TaskCompletionSource _late = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The end is recorded, and said not to be: so there is one more epoch, which writes its blocks and is told that it has not.
    [Fact]
    public async Task What_an_epoch_after_the_end_wrote_is_removed_too()
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        int records = 0;
        _storage.After = use =>
        {
            // The start, the first epoch, and the end.
            bool isEnd = use is { Op: StorageOp.Write, IsRecord: true } && Interlocked.Increment(ref records) == 3;
            return isEnd || (IsWriteOf(use, epoch: 2)) ? throw new IOException("connection reset by peer") : Task.CompletedTask;
        };
        await cluster.StartRun(Run, FaultRuns.Request(every: 0));
        RunProgress end = await cluster.EndsRight(Run);
        Assert.True(end.Epoch >= 3);
        await cluster.LeavesOnly(end);
    }

    // One of two silos leaves, while it writes, and the other one's write fails: the next epoch does not have it.
    [Fact]
    public async Task A_block_of_a_silo_that_is_left_out_is_removed_though_it_comes_late()
    {
        await using TestSilos cluster = await TestSilos.Start(
            2, storage: _storage, times: FaultRuns.Short with { Storage = TimeSpan.FromSeconds(20) });
        SiloAddress leaving = cluster.Cluster.Silos[1].SiloAddress;
        int writes = 0;
        bool leaves = false;
        _storage.Before = use => !leaves || !IsWriteOf(use, epoch: 1) ? Task.CompletedTask : Interlocked.Increment(ref writes) switch
        {
            1 => throw new IOException("connection reset by peer"),
            _ => _late.Task,
        };
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
        await cluster.Met(Run, now => now.Windows >= 20);
        leaves = true;
        // Whichever of the two it is that writes late: the run goes on in the other one, or in one again that waits for what it wrote.
        cluster.Inside.GetGrain<ILedRunGrain>(Run).Leave(leaving).Ignore();
        await cluster.Met(Run, now => now is { Epoch: 2, Silos.Length: 1, Window: > 20 });
        await Task.Delay(500);
        _late.SetResult();
        Assert.True((await cluster.Machine(Run).Cancel()).Done);
        await cluster.LeavesOnly(await cluster.End(Run));
    }

    // Block and trace are written beside each other: the first fails, the second takes long.
    [Fact]
    public async Task A_write_beside_one_that_failed_is_waited_for()
    {
        await using TestSilos cluster = await TestSilos.Start(
            1, storage: _storage, times: FaultRuns.Short with { Storage = TimeSpan.FromSeconds(20) });
        _storage.Before = use => !IsWriteOf(use, epoch: 1) ? Task.CompletedTask
            : use.Grain.EndsWith(".trace", StringComparison.Ordinal) ? _late.Task : throw new IOException("connection reset by peer");
        await cluster.StartRun(Run, FaultRuns.Request(trace: true));
        await cluster.Met(Run, now => now is { Epoch: 2 });
        await Task.Delay(500);
        _late.SetResult();
        RunProgress end = await cluster.EndsRight(Run);
        await cluster.LeavesOnly(end, end.TraceSegments);
    }

    // It was given up on after some seconds, and comes when the run has ended.
    [Fact]
    public async Task A_block_whose_write_was_given_up_is_removed_when_it_comes()
    {
        await using TestSilos cluster = await TestSilos.Start(
            2, storage: _storage, times: FaultRuns.Short with { Storage = TimeSpan.FromSeconds(5) });
        int writes = 0;
        _storage.Before = use => IsWriteOf(use, epoch: 1) && Interlocked.Increment(ref writes) == 3 ? _late.Task : Task.CompletedTask;
        await cluster.StartRun(Run, FaultRuns.Request());
        RunProgress end = await cluster.EndsRight(Run);
        Assert.True(end.Epoch > 1);
        await cluster.LeavesOnly(end);
        await cluster.LeftNothing();
        TaskCompletionSource came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _storage.After = use =>
        {
            if (IsWriteOf(use, epoch: 1)) came.TrySetResult();
            return Task.CompletedTask;
        };
        _late.SetResult();
        await came.Task.WaitAsync(TimeSpan.FromMinutes(3));
        await cluster.LeavesOnly(end);
    }

    // As of a process that stands still, is given up, and finishes what it was at when it is let go on.
    [Fact]
    public async Task A_block_that_a_lost_silo_writes_soon_after_is_removed_by_a_second_look()
    {
        await using TestSilos cluster = await TestSilos.Start(
            3, storage: _storage, times: FaultRuns.Short with { Storage = TimeSpan.FromSeconds(60), Cut = TimeSpan.FromSeconds(10) });
        bool holds = false;
        string? held = null;
        TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _storage.Before = use =>
        {
            if (use is { Op: StorageOp.Read } && use.Grain == held) looked.TrySetResult();
            if (!holds || !IsWriteOf(use, epoch: 1) || !use.Grain.Contains("/2.", StringComparison.Ordinal)) return Task.CompletedTask;
            held = use.Grain;
            return _late.Task;
        };
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
        RunProgress now = await cluster.Met(Run, now => now.Windows >= 20);
        holds = true;
        await FaultRuns.Until(() => Task.FromResult(held is not null), seconds: 180, () => "Nothing is written.");
        InProcessSiloHandle third = cluster.Cluster.Silos.Single(silo => silo.SiloAddress.ToParsableString() == now.Silos[2]);
        await cluster.Kill(third);
        await looked.Task.WaitAsync(TimeSpan.FromMinutes(3));
        // What ended in this process writes nothing more: it is written for it.
        holds = false;
        await Write(cluster, "block", GrainId.Parse(held!));
        await FaultRuns.Until(async () => (await cluster.Machine(Run).Cancel()).Done, seconds: 180, () => "It is not cancelled.");
        RunProgress end = await cluster.End(Run);
        await cluster.LeftNothing();
        await cluster.LeavesOnly(end);
    }

    [Fact]
    public async Task What_a_silo_tried_the_storage_with_when_it_ended_is_removed_by_the_others_and_by_the_next_one()
    {
        await using TestSilos cluster = await TestSilos.Start(1, storage: _storage, times: FaultRuns.Short);
        await Write(cluster, "probe", GrainId.Create("tickstorm-probe", "probe"));
        InProcessSiloHandle second = await cluster.Cluster.StartAdditionalSiloAsync();
        await IsEmpty(cluster);
        await Write(cluster, "probe", GrainId.Create("tickstorm-probe", "probe"));
        await cluster.Kill(second);
        await IsEmpty(cluster);
    }

    private static bool IsWriteOf(StorageUse use, int epoch) => use is { Op: StorageOp.Write, IsBlock: true }
        && use.Grain.Contains($"{Run}/{epoch}.", StringComparison.Ordinal);

    private static Task Write(TestSilos cluster, string state, GrainId grain) =>
        cluster.Cluster.GetSiloServiceProvider(cluster.Cluster.Silos[0].SiloAddress)
            .GetRequiredKeyedService<IGrainStorage>(CheckpointStore.StorageName).WriteStateAsync(
                state, grain, new GrainState<StoredBlock>(new StoredBlock { Bytes = [1] }));

    private static Task IsEmpty(TestSilos cluster) => FaultRuns.Until(
        () => Task.FromResult(cluster.Files().Length == 0), seconds: 180, () => $"{cluster.Files().Length} files");
}
