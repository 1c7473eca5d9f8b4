using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Hostile.Inputs;

/// <summary>Records of runs that a disk changed.</summary>
public sealed class RunRecordTests
{
    private const double Share = 0.01;
    private const string Name = "record";
    private static readonly GrainId s_run = GrainId.Create("machine", "some-run");

    [Fact]
    public async Task A_changed_record_is_never_believed()
    {
        using TempFolder folder = new();
        await using ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        using StorageHealth health = new(NullLogger<StorageHealth>.Instance, new WaitTimes());
        WatchedStorage storage = new(new FolderGrainStorage(folder.Path("grains"), services.GetRequiredService<Serializer>()), health);
        MachineRecord record = new()
        {
            Request = new RunRequest { Name = "some-run", Design = "native-lapic", Scenario = "name: x" },
            Checkpoint = new CheckpointManifest { Id = 7, Blocks = ["one", "two"], Trace = [["three"]] },
        };
        await storage.WriteStateAsync(Name, s_run, new GrainState<MachineRecord>(record));
        string file = Directory.GetFiles(folder.Path("grains")).Single(path => Path.GetExtension(path).Length == 0);
        byte[] sound = File.ReadAllBytes(file);
        Budget.Mutate(Share, sound, (changed, _) =>
        {
            if (changed.AsSpan().SequenceEqual(sound)) return;
            File.WriteAllBytes(file, changed);
            GrainState<MachineRecord> read = new();
            // The half of the version that is drawn says nothing of the run.
            if (changed.AsSpan(Math.Min(8, changed.Length)).SequenceEqual(sound.AsSpan(8)))
            {
                storage.ReadStateAsync(Name, s_run, read).Wait();
                Assert.Equal(7, read.State?.Checkpoint?.Id);
                return;
            }

            DamagedStateException fault = Assert.Throws<DamagedStateException>(
                () => storage.ReadStateAsync(Name, s_run, read).GetAwaiter().GetResult());
            Assert.Matches(
                $"^The record of some-run in the cluster's storage is damaged: the sum in .*{Path.GetFileName(file)} is not that of its",
                fault.Message);
        });
    }
}
