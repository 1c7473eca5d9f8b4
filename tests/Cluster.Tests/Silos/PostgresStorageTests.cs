using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;
using Tickstorm.Grains.Fabric;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

[Collection(SiloProcesses.Name)]
public class PostgresStorageTests(PostgresFixture fixture)
{
    private const string Name = "blocks";
    private static readonly GrainId s_grain = GrainId.Create("tickstorm-block", "run/1.1/0.0");

    [PostgresFact]
    public async Task Only_who_has_read_the_last_version_may_write_or_clear()
    {
        PostgresServer database = await fixture.Server;
        await using InProcessTestCluster cluster = Cluster(database.ConnectionString);
        await cluster.DeployAsync();
        IGrainStorage storage = cluster.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>(CheckpointStore.StorageName);
        GrainState<StoredBlock> one = await Read(storage), other = await Read(storage);
        Assert.False(one.RecordExists);

        await Write(storage, one, 1);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(storage, other, 2));
        other = await Read(storage);
        Assert.Equal([1], other.State!.Bytes);
        await Write(storage, other, 3);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(storage, one, 4));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync(Name, s_grain, one));
        Assert.Equal([3], (await Read(storage)).State!.Bytes);

        await storage.ClearStateAsync(Name, s_grain, other);
        Assert.False((await Read(storage)).RecordExists);
        Assert.Equal(0, await database.Ask<long>("SELECT count(*) FROM OrleansStorage WHERE GrainIdExtensionString = 'run/1.1/0.0'"));
        await Write(storage, await Read(storage), 5);
        Assert.Equal([5], (await Read(storage)).State!.Bytes);
    }

    private static InProcessTestCluster Cluster(string connection)
    {
        InProcessTestClusterBuilder builder = new(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo(
            (_, silo) => silo.AddAdoNetGrainStorage(
            CheckpointStore.StorageName, storage => storage.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = "Npgsql";
            options.ConnectionString = connection;
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            options.DeleteStateOnClear = true;
        })));
        return builder.Build();
    }

    private static async Task<GrainState<StoredBlock>> Read(IGrainStorage storage)
    {
        GrainState<StoredBlock> state = new(new StoredBlock());
        await storage.ReadStateAsync(Name, s_grain, state);
        return state;
    }

    private static Task Write(IGrainStorage storage, GrainState<StoredBlock> state, byte value)
    {
        state.State = new StoredBlock { Bytes = [value] };
        return storage.WriteStateAsync(Name, s_grain, state);
    }
}
