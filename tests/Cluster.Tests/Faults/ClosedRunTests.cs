using Tickstorm.Contracts.Runs;
using Tickstorm.Engine;
using Tickstorm.Grains.Fabric;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>What becomes of runs that fail, are cancelled, or take silos with them.</summary>
public class ClosedRunTests
{
    private const string Run = "closed";
    private readonly StorageControl _storage = new();

    [Fact]
    public async Task A_run_that_fails_by_its_own_fault_leaves_nothing_in_any_silo()
    {
        await using TestSilos cluster = await TestSilos.Start(2, storage: _storage, times: FaultRuns.Short);
        _storage.Before = StorageControl.Once(
            use => use is { Op: StorageOp.Write, IsBlock: true }, nth: 9, () => new BrokenRunException("It contradicts itself."));
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
        RunProgress end = await cluster.End(Run);
        Assert.Equal(RunStatus.Failed, end.Status);
        Assert.Equal("It contradicts itself.", end.Failure);
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task A_cancelled_run_leaves_nothing_in_any_silo()
    {
        await using TestSilos cluster = await TestSilos.Start(2, times: FaultRuns.Short);
        await cluster.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
        await cluster.Met(Run, now => now.Windows >= 20);
        Assert.True((await cluster.Machine(Run).Cancel()).Done);
        Assert.Equal(RunStatus.Cancelled, (await cluster.End(Run)).Status);
        await cluster.LeftNothing();
    }

    // The reads of an adoption hang: no epoch begins.
    [Fact]
    public async Task A_run_can_be_cancelled_while_its_epoch_cannot_begin()
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-test-").FullName;
        long before;
        await using (TestSilos first = await TestSilos.Start(2, folder: folder))
        {
            await first.StartRun(Run, FaultRuns.Request(FaultRuns.Endless));
            await FaultRuns.Until(
                async () => (await first.Machine(Run).Checkpoints()).Length > 0, seconds: 180, () => "There is no checkpoint.");
            before = (await first.Machine(Run).Status()).Epoch;
        }

        // Silos that have nothing of it in memory read it.
        TaskCompletionSource hanging = new();
        _storage.Before = use => use is { Op: StorageOp.Read, IsBlock: true } ? hanging.Task : Task.CompletedTask;
        WaitTimes times = new() { Storage = TimeSpan.FromHours(1) };
        await using (TestSilos cluster = await TestSilos.Start(2, folder: folder, storage: _storage, times: times))
        {
            await cluster.Met(Run, now => now.Epoch > before);
            Assert.True((await cluster.Machine(Run).Cancel()).Done);
            Assert.Equal(RunStatus.Cancelled, (await cluster.End(Run)).Status);
            hanging.SetResult();
        }

        await TestSilos.Remove(folder);
    }

    [Fact]
    public async Task A_run_that_loses_three_silos_in_a_row_stays_in_quarantine_until_it_is_resumed()
    {
        FaultyFabric fabric = new();
        // The third loss is known in time to count before a fourth epoch is tried.
        await using TestSilos cluster = await TestSilos.Start(
            3, fabric, times: FaultRuns.Short with { Cut = TimeSpan.FromSeconds(10) });
        // It never comes to a checkpoint.
        List<FaultyFabric.Gate> gates = new() { fabric.HoldAt(Run, 1) };
        await cluster.StartRun(Run, FaultRuns.Request());
        for (int killed = 0; killed < 3; killed++)
        {
            // Each in an epoch that has come to its first window.
            await gates[^1].Arrived.Task.WaitAsync(TimeSpan.FromMinutes(3));
            await cluster.Cluster.StartAdditionalSiloAsync();
            string[] taking = (await cluster.Met(Run, now => now.Silos.Length > 1)).Silos;
            gates.Add(fabric.HoldAt(Run, 1));
            await cluster.Kill(cluster.Cluster.Silos.First(silo => taking.Contains(silo.SiloAddress.ToParsableString())));
        }

        RunProgress held = await cluster.Met(Run, now => now.Status == RunStatus.Paused);
        Assert.StartsWith("quarantine", held.Trouble, StringComparison.Ordinal);
        Assert.False(gates[^1].Arrived.Task.IsCompleted, "A fourth epoch was tried.");
        // The others go on, and a leader that comes new knows of it.
        await cluster.StartRun("beside", FaultRuns.Request());
        await cluster.EndsRight("beside");
        await cluster.Cluster.DeactivateAsync(cluster.Machine(Run));
        await cluster.Met(Run, now => now.Trouble?.StartsWith("quarantine", StringComparison.Ordinal) == true);
        Assert.Equal(held.Epoch, (await cluster.Machine(Run).Status()).Epoch);
        foreach (FaultyFabric.Gate gate in gates) gate.Opened.SetResult();
        Assert.True((await cluster.Machine(Run).Resume()).Done);
        await cluster.EndsRight(Run);
        await cluster.LeftNothing();
    }
}
