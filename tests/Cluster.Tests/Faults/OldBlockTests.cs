using System.Collections.Concurrent;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>Who wrote the blocks of a checkpoint that is over removes them; nobody reads them for that while he lives.</summary>
public class OldBlockTests
{
    private const string Run = "old";
    private readonly StorageControl _storage = new();
    private readonly ConcurrentQueue<BlockName> _read = new();

    // Whoever leads a run next begins another epoch, whose first checkpoint makes blocks of the epoch before old.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_old_block_is_read_while_all_silos_live_whichever_epoch_wrote_it(bool spans)
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        _storage.After = Note;
        await cluster.StartRun(Run, FaultRuns.Request(spans: spans));
        await cluster.Met(Run, now => now.Windows >= 20);
        await cluster.Cluster.DeactivateAsync(cluster.Machine(Run));
        RunProgress end = await cluster.End(Run);
        await cluster.LeavesOnly(end);
        await cluster.LeftNothing();
        Assert.Empty(_read);
    }

    [Fact]
    public async Task A_silo_that_takes_long_to_remove_its_own_holds_nobody_up_and_has_nobody_read_them()
    {
        await using TestSilos cluster = await TestSilos.Start(
            2, storage: _storage, times: FaultRuns.Short with { Storage = TimeSpan.FromMinutes(5) });
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously), goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _storage.After = Note;
        _storage.Before = use =>
        {
            if (use is not { Op: StorageOp.Clear, IsBlock: true } || BlockName.Parse(use.Grain).Node != 1) return Task.CompletedTask;
            held.TrySetResult();
            return goesOn.Task;
        };
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
        await held.Task.WaitAsync(TimeSpan.FromMinutes(3));
        long checkpoint = (await cluster.Machine(Run).Checkpoints())[0].Id;
        await FaultRuns.Until(
            async () => (await cluster.Machine(Run).Checkpoints())[0].Id >= checkpoint + 10, seconds: 180, () => "There is no later checkpoint.");
        goesOn.SetResult();
        Assert.True((await cluster.Machine(Run).Cancel()).Done);
        RunProgress end = await cluster.End(Run);
        Assert.Equal(1, end.Epoch);
        await cluster.LeavesOnly(end);
        Assert.Empty(_read);
    }

    // The silo is told to forget the run while it removes blocks of the first checkpoint; those of the later ones come after.
    [Fact]
    public async Task A_run_that_ends_while_a_silo_still_removes_its_blocks_leaves_none()
    {
        await using TestSilos cluster = await TestSilos.Start(
            2, storage: _storage, times: FaultRuns.Short with { Storage = TimeSpan.FromMinutes(5) });
        TaskCompletionSource goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _storage.Before = use => use is { Op: StorageOp.Clear, IsBlock: true } ? goesOn.Task : Task.CompletedTask;
        await cluster.StartRun(Run, FaultRuns.Request());
        RunProgress end = await cluster.EndsRight(Run);
        Assert.True(cluster.Files().Length > end.FinalBlocks + 2 + 4, "blocks of more than one checkpoint wait");
        goesOn.SetResult();
        await cluster.LeavesOnly(end);
        await cluster.LeftNothing();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_lost_silo_wrote_is_removed_by_the_leader_and_that_alone(bool spans)
    {
        await using TestSilos cluster = await TestSilos.Start(3, storage: _storage, times: FaultRuns.Short);
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless, spans: spans));
        RunProgress before = await cluster.Met(Run, now => now.Windows >= 20);
        _storage.After = Note;
        await cluster.Kill(cluster.Cluster.Silos.Single(silo => silo.SiloAddress.ToParsableString() == before.Silos[1]));
        await cluster.Met(Run, now => now.Silos.Length == 2 && now.Windows >= before.Windows + 40);
        Assert.True((await cluster.Machine(Run).Cancel()).Done);
        RunProgress end = await cluster.End(Run);
        await cluster.LeavesOnly(end);
        Assert.Contains(_read, block => block.Node == 1);
        // The last silo's has what is no CPU, which all read when an epoch begins.
        Assert.DoesNotContain(_read, block => block.Node == 0);
    }

    // Whether something is left may be looked after.
    private Task Note(StorageUse use)
    {
        if (use is { Op: StorageOp.Read, IsBlock: true, Found: true }) _read.Enqueue(BlockName.Parse(use.Grain));
        return Task.CompletedTask;
    }
}
