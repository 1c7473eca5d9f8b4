using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

public sealed class FrozenSiloTests : IDisposable
{
    private const string Run = "frozen";
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-frozen-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The first is over before anybody notices; after the second the others have given the silo up, and it learns that it is dead.
    [Theory]
    [InlineData(0, 1_500)]
    [InlineData(1, 12_000)]
    public async Task A_silo_process_that_stands_still_does_not_change_the_digest(int victim, int ms)
    {
        SiloProcess[] silos = await SiloProcess.Start(
            3, "Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "membership")}", "Storage=folder",
            $"StorageFolder={Path.Combine(_folder, "storage")}");
        try
        {
            await using OutsideClient client = await OutsideClient.Connect([silos[2]], "tickstorm");
            Assert.Null((await client.Machine(Run).Start(Runs.Request(windowNs: 2_000))).Refusal);
            await client.Reached(Run, progress => progress.Windows > 40);
            await silos[victim].Freeze(ms);
            Assert.Equal(Runs.Digest, (await client.Result(Run, Runs.Scenario, Runs.Design)).Digest);
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }
    }
}
