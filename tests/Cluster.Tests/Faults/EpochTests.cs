using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>What ends an epoch, what does not, and what a new one costs.</summary>
public class EpochTests
{
    private const string Run = "epochs";
    private readonly StorageControl _storage = new();
    private readonly FaultyFabric _fabric = new();
    private readonly ConcurrentDictionary<string, int> _reads = new();
    private int _writes;

    [Fact]
    public async Task Lost_answers_of_orders_cost_no_epoch()
    {
        _fabric.LosesAnswers = true;
        await using TestSilos cluster = await TestSilos.Start(3, _fabric);
        Scenario brief = FaultRuns.Scenario with { Run = FaultRuns.Scenario.Run with { DurationNs = 2_000_000 } };
        await cluster.StartRun(Run, FaultRuns.Request(brief, windowNs: 200_000));
        RunProgress end = await cluster.End(Run);
        Assert.Equal(1, end.Epoch);
        Assert.Equal(
            Simulator.Run(brief, FaultRuns.Design, new EngineOptions { Kind = "sequential" }).Digest,
            (await cluster.Result(Run, brief, FaultRuns.Design, end)).Digest);
    }

    // Longer than the time-out of any call that is made meanwhile: those of IFabricService.
    [Fact]
    public async Task A_round_that_takes_longer_than_any_call_may_costs_no_epoch()
    {
        await using TestSilos cluster = await TestSilos.Start(3, _fabric, times: FaultRuns.Short);
        FaultyFabric.Gate gate = _fabric.HoldAt(Run, 20);
        await cluster.StartRun(Run, FaultRuns.Request());
        await gate.Arrived.Task;
        await Task.Delay(TimeSpan.FromSeconds(12));
        gate.Opened.SetResult();
        Assert.Equal(1, (await cluster.EndsRight(Run)).Epoch);
    }

    [Fact]
    public async Task Of_two_silos_that_cannot_reach_each_other_one_is_left_out()
    {
        await using TestSilos cluster = await TestSilos.Start(3, _fabric, times: FaultRuns.Short);
        FaultyFabric.Gate gate = _fabric.HoldAt(Run, 20);
        await cluster.StartRun(Run, FaultRuns.Request());
        await gate.Arrived.Task;
        SiloAddress[] silos = [.. cluster.Cluster.Silos.Select(silo => silo.SiloAddress).Order()];
        _fabric.Cut = (silos[1], silos[2]);
        gate.Opened.SetResult();
        RunProgress end = await cluster.EndsRight(Run);
        Assert.Equal(2, end.Silos.Length);
        // How often it comes back in between is a matter of the machine's load.
        Assert.True(end.Epoch <= 20, string.Join("; ", end.Story));
    }

    [Fact]
    public async Task A_checkpoint_is_written_without_reading_it_and_a_new_epoch_reads_each_block_where_it_is_needed_only()
    {
        Scenario scenario = FaultRuns.Endless;
        scenario = scenario with { Machine = scenario.Machine with { Cpus = 4096, Irq0Target = 0 } };
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage);
        _storage.Before = Count;
        await cluster.StartRun(Run, FaultRuns.Request(scenario, every: 64));
        Assert.True((await PatientClient.Pause(cluster.Machine(Run))).Done);
        Assert.True(_writes >= 4);
        // Who wrote a block does not read it to remove it.
        Assert.Empty(_reads);
        _writes = 0;
        await cluster.Cluster.StartAdditionalSiloAsync();
        await cluster.Met(Run, now => now.Silos.Length == 3 && now.Status == RunStatus.Paused);
        await FaultRuns.Until(() => Task.FromResult(_writes >= 6), seconds: 180, () => "The new epoch writes no checkpoint.");
        // By the silo that has its processes now, by the first for what was measured, and to be removed; by one more where a border goes
        // through it.
        int[] often = [.. _reads.Values.Where(times => times > 2)];
        Assert.True(often.Length <= 2 && often.All(times => times <= 4), string.Join(' ', _reads.Values));
        await cluster.Machine(Run).Cancel();
        await cluster.End(Run);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Windows_go_on_while_a_checkpoint_is_written(bool spans)
    {
        TaskCompletionSource writing = new();
        _storage.Before = use => use is { IsBlock: true, Op: StorageOp.Write } ? writing.Task : Task.CompletedTask;
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage);
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless, spans: spans));
        await cluster.Met(Run, now => now.Windows >= 60);
        Assert.Empty(await cluster.Machine(Run).Checkpoints());
        writing.SetResult();
        await FaultRuns.Until(async () => (await cluster.Machine(Run).Checkpoints()).Length > 0, seconds: 180, () => "There is no checkpoint.");
        // A wish waits for it.
        Assert.True((await PatientClient.Pause(cluster.Machine(Run))).Done);
        RunProgress paused = await cluster.Machine(Run).Status();
        Assert.Equal(1, paused.Epoch);
        Assert.Equal(paused.CommittedNs, (await cluster.Machine(Run).Checkpoints())[0].CommittedNs);
        await cluster.Machine(Run).Cancel();
        await cluster.End(Run);
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task What_an_epoch_costs_is_counted_without_its_start()
    {
        TimeSpan burnt = TimeSpan.FromSeconds(2), used = default;
        string folder = Directory.CreateTempSubdirectory("tickstorm-test-").FullName;
        await using (TestSilos first = await TestSilos.Start(1, folder: folder, times: FaultRuns.Short))
        {
            await first.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
            await FaultRuns.Until(
                async () => (await first.Machine(Run).Checkpoints()).Length > 0, seconds: 180, () => "There is no checkpoint.");
        }

        int reads = 0;
        bool isBurnt = false;
        _storage.Before = use =>
        {
            if (use is not { IsBlock: true, Op: StorageOp.Read } || Interlocked.Increment(ref reads) > 1) return Task.CompletedTask;
            TimeSpan until = Environment.CpuUsage.TotalTime + burnt;
            while ((used = Environment.CpuUsage.TotalTime) < until) Thread.SpinWait(1000);
            isBurnt = true;
            return Task.CompletedTask;
        };
        await using (TestSilos cluster = await TestSilos.Start(1, folder: folder, storage: _storage, times: FaultRuns.Short))
        {
            // Until its first window it has the cost that is in its record.
            RunProgress begun = await cluster.Met(Run, now => isBurnt && now is { Window: > 0, Cost.CpuSeconds: > 0 });
            // The other tests of this process use the processors too: no more was used since than all of it.
            double since = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
            Assert.True(begun.Cost.CpuSeconds <= since, $"{begun.Cost.CpuSeconds} s, of {since} s since the start");
            await cluster.Machine(Run).Cancel();
            await cluster.End(Run);
        }

        await TestSilos.Remove(folder);
    }

    [Fact]
    public async Task Silos_that_join_together_are_taken_in_together()
    {
        FaultyFabric fabric = new();
        await using TestSilos cluster = await TestSilos.Start(2, fabric, times: FaultRuns.Divided(by: 5));
        // However long each of them takes to start: until the window is committed none is taken in.
        FaultyFabric.Gate gate = fabric.HoldAt(Run, 20);
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless, every: 0));
        await gate.Arrived.Task;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => cluster.Cluster.StartAdditionalSiloAsync()));
        // Whoever leads it knows of all of them.
        await FaultRuns.Until(
            () => Task.FromResult(cluster.Cluster.Silos.All(silo => cluster.Cluster.GetSiloServiceProvider(silo.SiloAddress)
                .GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count == 5)),
            seconds: 180, () => "Not all know of all.");
        gate.Opened.SetResult();
        RunProgress all = await cluster.Met(Run, now => now.Silos.Length == 5);
        Assert.Equal(2, all.Epoch);
        await cluster.Machine(Run).Cancel();
        await cluster.End(Run);
    }

    private Task Count(StorageUse use)
    {
        if (use is { IsBlock: true, Op: StorageOp.Read }) _reads.AddOrUpdate(use.Grain, 1, (_, times) => times + 1);
        if (use is { IsBlock: true, Op: StorageOp.Write }) Interlocked.Increment(ref _writes);
        return Task.CompletedTask;
    }
}
