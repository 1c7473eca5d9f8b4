using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Faults;

/// <summary>A run is computed by one version of the model.</summary>
public class VersionTests
{
    private const string Run = "versions";

    [Fact]
    public async Task Silos_of_another_version_take_no_part()
    {
        await using TestSilos cluster = await TestSilos.Start(3, versions: n => n == 1 ? "new" : "old", times: FaultRuns.Short);
        // Whichever silo leads it gives it its version: one of the two has it.
        await cluster.StartRun(Run, FaultRuns.Request());
        RunProgress end = await cluster.EndsRight(Run);
        Assert.InRange(end.Silos.Length, 1, 2);
        await cluster.LeftNothing();
    }

    [Fact]
    public async Task A_run_waits_for_silos_of_its_version_and_can_be_paused_and_cancelled_meanwhile()
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-versions-").FullName;
        StorageControl storage = new();
        storage.TakeFirstCheckpoints();
        await using (TestSilos first = await TestSilos.Start(
            1, folder: folder, storage: storage, versions: _ => "old", times: FaultRuns.Short))
        {
            foreach (string run in new[] { Run, "paused", "cancelled" }) await first.StartRun(run, FaultRuns.Request());
            foreach (string run in new[] { Run, "paused", "cancelled" }) await first.Met(run, now => now.Trouble is not null);
        }

        await using TestSilos second = await TestSilos.Start(
            1, folder: folder, versions: n => n == 0 ? "new" : "old", times: FaultRuns.Short);
        await second.Met(Run, now => now.Trouble == "no silo computes with the run's model, old");
        Assert.True((await second.Machine("paused").Pause()).Done);
        Assert.Equal(RunStatus.Paused, (await second.Machine("paused").Status()).Status);
        Assert.True((await second.Machine("cancelled").Cancel()).Done);
        Assert.Equal(RunStatus.Cancelled, (await second.End("cancelled")).Status);
        await second.Cluster.StartAdditionalSiloAsync();
        RunProgress end = await second.EndsRight(Run);
        Assert.Single(end.Silos);
        Assert.Equal(RunStatus.Paused, (await second.Machine("paused").Status()).Status);
        Assert.True((await second.Machine("paused").Resume()).Done);
        await second.EndsRight("paused");
        await second.LeftNothing();
        await TestSilos.Remove(folder);
    }

    [Fact]
    public async Task A_run_whose_record_has_another_format_waits_with_that_sentence_until_it_is_cancelled()
    {
        StorageControl storage = new();
        storage.TakeFirstCheckpoints();
        await using TestSilos cluster = await TestSilos.Start(1, storage: storage, times: FaultRuns.Short);
        await cluster.StartRun(Run, FaultRuns.Request());
        await cluster.Met(Run, now => now.Trouble is not null);
        await cluster.Rewrite(Run, record => record with { Writer = "an earlier version", Format = 2, Version = "earlier" });
        string sentence = "its record has format 2, and this version reads format 3: silos of the version that started it can go on with it";
        await cluster.Met(Run, now => now.Trouble == sentence);
        // It is not taken for one that has ended.
        Assert.Contains(Run, await cluster.Cluster.Client.GetGrain<IRunsGrain>(0).List());
        Assert.True((await cluster.Machine(Run).Cancel()).Done);
        Assert.Equal(RunStatus.Cancelled, (await cluster.End(Run)).Status);
        await cluster.LeftNothing();
    }
}
