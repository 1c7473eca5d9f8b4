using System.Net;
using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <remarks>Slow: a silo process starts.</remarks>
[Trait("Speed", "slow")]
[Collection(SiloProcesses.Name)]
public sealed class FullStorageTests
{
    [SmallDiskFact]
    public async Task A_silo_whose_storage_is_full_says_it_is_not_ready_and_takes_runs_when_there_is_room()
    {
        using SmallDisk disk = new(kilobytes: 16_384);
        string members = Directory.CreateTempSubdirectory("tickstorm-members-").FullName;
        try
        {
            using SiloProcess silo = (await SiloProcess.Start(
                1, "Clustering=folder", $"ClusteringFolder={members}", "Storage=folder", $"StorageFolder={disk.Path("storage")}"))[0];
            await using OutsideClient client = await OutsideClient.Connect([silo], "tickstorm");
            string filler = disk.Path("filler");
            Fill(filler);
            StorageTroubleException refused = await Assert.ThrowsAsync<StorageTroubleException>(
                () => client.Machine("full").Start(Runs.Request(windowNs: 50_000)));
            Assert.Matches("^the cluster's storage fails: .*[Nn]o space left", refused.Message);
            await silo.Until("/health/ready", HttpStatusCode.ServiceUnavailable);
            Assert.Matches("^not ready: the cluster's storage fails: .*[Nn]o space left", (await silo.Ask("/health/ready"))!.Value.Text);
            Assert.Equal(HttpStatusCode.OK, (await silo.Ask("/health/live"))!.Value.Status);
            File.Delete(filler);
            await silo.Until("/health/ready", HttpStatusCode.OK);
            Assert.Null((await client.Machine("full").Start(Runs.Request(windowNs: 50_000))).Refusal);
            Assert.Equal(Runs.Digest, (await client.Result("full", Runs.Scenario, Runs.Design)).Digest);
        }
        finally
        {
            Directory.Delete(members, recursive: true);
        }
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // That was the last room.
        }
    }
}
