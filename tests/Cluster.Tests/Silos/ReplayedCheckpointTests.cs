using System.Text;
using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>A9 of docs/security.md, against a silo process.</summary>
[Collection(SiloProcesses.Name)]
public sealed class ReplayedCheckpointTests : IDisposable
{
    private const string Run = "replayed";
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-replayed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A9_A_block_of_an_earlier_checkpoint_in_the_place_of_a_later_one_is_not_gone_on_from()
    {
        Dictionary<string, byte[]> earlier, later;
        using (SiloProcess silo = (await SiloProcess.Start(1, Folders()))[0])
        {
            await using OutsideClient client = await OutsideClient.Connect([silo], "tickstorm");
            Assert.Null((await client.Machine(Run).Start(Runs.Request(windowNs: 1_000))).Refusal);
            await client.Reached(Run, windows: 20);
            Assert.Null((await PatientClient.Pause(client.Machine(Run))).Refusal);
            earlier = await Block();
            Assert.Null((await client.Machine(Run).Resume()).Refusal);
            await client.Reached(Run, windows: 60);
            Assert.Null((await PatientClient.Pause(client.Machine(Run))).Refusal);
            later = await Block();
            Assert.Equal(0, await silo.Terminate());
        }

        string file = later.Keys.Single();
        File.WriteAllBytes(file, earlier.Values.Single());
        using SiloProcess next = (await SiloProcess.Start(1, [.. Folders(), "ClusterId=next"]))[0];
        await using OutsideClient other = await OutsideClient.Connect([next], "next");
        RunProgress stands = await other.Met(Run, now => now.Trouble?.Contains("there is a copy of", StringComparison.Ordinal) == true);
        Assert.False(stands.HasEnded);
        // With the right block it goes on, to the right end.
        File.WriteAllBytes(file, later[file]);
        await other.Machine(Run).Resume();
        Assert.Equal(Runs.Digest, (await other.Result(Run, Runs.Scenario, Runs.Design)).Digest);
    }

    // That of the last checkpoint, as soon as those before are removed.
    private async Task<Dictionary<string, byte[]>> Block()
    {
        Dictionary<string, byte[]> found = [];
        await FaultRuns.Until(() => Task.FromResult((found = Blocks()).Count == 1), seconds: 180, () => $"{found.Count} blocks");
        return found;
    }

    // What is no record, which has the design: a block has its run's name before its checkpoint's number.
    private Dictionary<string, byte[]> Blocks() => Directory.EnumerateFiles(Path.Combine(_folder, "storage")).Where(
        path => Path.GetExtension(path).Length == 0).ToDictionary(path => path, File.ReadAllBytes).Where(
        file => file.Value.AsSpan().IndexOf("replayed/"u8) >= 0 && file.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Runs.Design)) < 0).ToDictionary();

    private string[] Folders() =>
        ["Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "membership")}", "Storage=folder",
            $"StorageFolder={Path.Combine(_folder, "storage")}"];
}
