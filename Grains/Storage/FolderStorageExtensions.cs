using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Tickstorm.Grains.Fabric;

namespace Tickstorm.Grains.Storage;

/// <summary>Adds storage in a folder to a silo.</summary>
public static class FolderStorageExtensions
{
    /// <summary>Keeps records and checkpoints in a folder.</summary>
    public static ISiloBuilder AddTickstormFolderStorage(this ISiloBuilder builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddKeyedSingleton<IGrainStorage>(
            CheckpointStore.StorageName,
            (services, _) => new WatchedStorage(
                new FolderGrainStorage(folder, services.GetRequiredService<Serializer>()), services.GetRequiredService<StorageHealth>()));
        return builder;
    }

    /// <summary>Keeps the cluster's membership in a folder.</summary>
    public static ISiloBuilder UseTickstormFolderClustering(this ISiloBuilder builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IMembershipTable>(
            services => new FolderMembershipTable(folder, services.GetRequiredService<Serializer<MembershipTableData>>()));
        return builder;
    }
}
