using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;
using Tickstorm.Scenarios;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>Survivors have their last checkpoint in memory, and blocks may lie in a storage of their own.</summary>
public class KeptBlockTests
{
    private const string Run = "kept";
    private readonly StorageControl _storage = new();
    private readonly FaultyFabric _fabric = new();
    private readonly ConcurrentQueue<BlockName> _read = new();
    private long _epoch, _checkpoint;
    private volatile bool _hasWritten;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Survivors_roll_back_without_reading_storage(bool spans)
    {
        await using TestSilos cluster = await TestSilos.Start(2, _fabric, storage: _storage, times: FaultRuns.Short);
        await Stand(cluster, FaultRuns.Request(spans: spans));
        _storage.Before = Note;
        // Whoever leads it next begins another epoch, with the silos of the last.
        await cluster.Cluster.DeactivateAsync(cluster.Machine(Run));
        await cluster.Met(Run, now => now.Epoch > 1 && now.Status == RunStatus.Paused);
        await HasBegun();
        Assert.Empty(_read);
        _storage.Back();
        Assert.True((await cluster.Machine(Run).Resume()).Done);
        await cluster.EndsRight(Run);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_loss_the_part_of_the_lost_silo_is_read_alone(bool spans)
    {
        Scenario scenario = FaultRuns.Endless;
        scenario = scenario with { Machine = scenario.Machine with { Cpus = 9000, Irq0Target = 0 } };
        await using TestSilos cluster = await TestSilos.Start(3, _fabric, storage: _storage, times: FaultRuns.Short);
        await Stand(cluster, FaultRuns.Request(scenario, spans: spans));
        string[] silos = (await cluster.Machine(Run).Status()).Silos;
        _storage.Before = Note;
        await cluster.Kill(cluster.Cluster.Silos.Single(silo => silo.SiloAddress.ToParsableString() == silos[1]));
        await cluster.Met(Run, now => now.Silos.Length == 2 && now.Status == RunStatus.Paused);
        await HasBegun();
        Assert.Contains(_read, block => block.Node == 1);
        // What is no CPU may be read by all.
        Assert.All(_read, block => Assert.True(block.Node == 1 || block.End > scenario.Machine.Cpus, $"{block}"));
        await cluster.Machine(Run).Cancel();
        await cluster.End(Run);
    }

    [Fact]
    public async Task Blocks_may_lie_in_a_storage_of_their_own()
    {
        string blocks = Directory.CreateTempSubdirectory("tickstorm-test-blocks-").FullName;
        await using (TestSilos cluster = await TestSilos.Start(2, also: silo => silo.Services.AddKeyedSingleton<IGrainStorage>(
            CheckpointStore.BlocksName, (services, _) => new WatchedStorage(
                new FolderGrainStorage(blocks, services.GetRequiredService<Serializer>()), services.GetRequiredService<StorageHealth>()))))
        {
            await cluster.StartRun(Run, FaultRuns.Request());
            RunProgress end = await cluster.EndsRight(Run);
            // The run's record and the list are elsewhere, and of the blocks only those of the end are left.
            await FaultRuns.Until(
                () => Task.FromResult(Directory.GetFiles(blocks).Count(file => Path.GetExtension(file).Length == 0) == end.FinalBlocks),
                seconds: 180, () => $"{Directory.GetFiles(blocks).Length} files of {end.FinalBlocks} blocks");
            await FaultRuns.Until(
                () => Task.FromResult(cluster.Files().Length == 2), seconds: 180, () => string.Join(", ", cluster.Files()));
        }

        await TestSilos.Remove(blocks);
    }

    [Fact]
    public void Of_earlier_checkpoints_than_the_last_but_one_nothing_is_kept_and_their_arrays_are_used_again()
    {
        BlockBuffers buffers = new();
        KeptBlocks kept = new();
        byte[][] arrays = new byte[4][];
        for (int i = 0; i < arrays.Length; i++)
        {
            kept.MakeRoom(buffers);
            kept.Add($"{i}", arrays[i] = buffers.Take(1000));
        }

        Assert.Same(arrays[0], arrays[2]);
        Assert.Same(arrays[1], arrays[3]);
        Assert.Null(kept.Find("1"));
        Assert.Same(arrays[2], kept.Find("2"));
        kept.BeginWith(["2"]);
        Assert.Null(kept.Find("3"));
        // A write of the epoch before may still read what was kept in it.
        kept.MakeRoom(buffers);
        Assert.NotSame(arrays[2], buffers.Take(1000));
    }

    private async Task Stand(TestSilos cluster, RunRequest request)
    {
        FaultyFabric.Gate gate = _fabric.HoldAt(Run, 10);
        await cluster.StartRun(Run, request);
        await cluster.PauseHeld(Run, gate);
        _epoch = (await cluster.Machine(Run).Status()).Epoch;
        _checkpoint = (await cluster.Machine(Run).Checkpoints())[0].Id;
    }

    // An epoch writes when it has read what it needs.
    private Task HasBegun() => FaultRuns.Until(() => Task.FromResult(_hasWritten), seconds: 180, () => "The new epoch writes no checkpoint.");

    private Task Note(StorageUse use)
    {
        if (!use.IsBlock) return Task.CompletedTask;
        // Run, epoch and checkpoint, block.
        long[] numbers = [.. use.Grain.Split('/')[^2].Split('.').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        if (use.Op == StorageOp.Write && numbers[0] > _epoch) _hasWritten = true;
        // One of an earlier checkpoint may be read by who removes it.
        if (use.Op == StorageOp.Read && !_hasWritten && numbers[1] == _checkpoint) _read.Enqueue(BlockName.Parse(use.Grain));
        return Task.CompletedTask;
    }
}
