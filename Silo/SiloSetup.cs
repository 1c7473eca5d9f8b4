using System.Net;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Persistence;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;
using Tickstorm.Contracts.Security;
using Tickstorm.Grains;
using Tickstorm.Grains.Access;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Silo;

/// <summary>Builds the silo that settings describe.</summary>
internal static class SiloSetup
{
    private const string Invariant = "Npgsql";
    private const int MissedProbes = 3;

    /// <summary>Configures Orleans.</summary>
    public static void Configure(ISiloBuilder silo, SiloSettings settings, TlsCertificates? tls)
    {
        AddClustering(silo, settings);
        // A dead silo is found out within seconds: a run stands still until it is.
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(settings.DeadAfterSeconds) / MissedProbes;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            options.NumMissedProbesLimit = MissedProbes;
            options.DefunctSiloExpiration = TimeSpan.FromHours(1);
        });
        if (settings.SiloName.Length > 0) silo.Configure<SiloOptions>(options => options.SiloName = settings.SiloName);
        silo.Services.AddSingleton(Waits(settings));
        AddStorage(silo, settings);
        AddBlockStorage(silo, settings);
        if (tls is not null) SiloTls.Use(silo, tls);
        silo.Services.AddSingleton(new Callers(tls, settings.ClusterId));
        // Without a receiver it would only slow each call down.
        if (Telemetry.IsExported) silo.AddActivityPropagation();
        if (settings.DashboardPort > 0) silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        silo.Services.AddSingleton(settings.Limits.With(settings.KeepRuns));
        silo.AddTickstorm();
    }

    // Nobody's way is cut before the membership had the time to find it dead.
    private static WaitTimes Waits(SiloSettings settings)
    {
        WaitTimes usual = new() { Drain = TimeSpan.FromSeconds(settings.DrainSeconds) };
        TimeSpan dead = 2 * TimeSpan.FromSeconds(settings.DeadAfterSeconds);
        return dead > usual.Cut ? usual with { Cut = dead } : usual;
    }

    private static void AddClustering(ISiloBuilder silo, SiloSettings settings)
    {
        if (settings.Clustering == "localhost")
        {
            IPEndPoint? primary = settings.PrimaryPort == 0 ? null : new IPEndPoint(IPAddress.Loopback, settings.PrimaryPort);
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, primary, settings.ServiceId, settings.ClusterId);
            return;
        }

        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = settings.ClusterId;
            options.ServiceId = settings.ServiceId;
        });
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = settings.AdvertisedAddress;
            options.SiloPort = settings.SiloPort;
            options.GatewayPort = settings.GatewayPort;
            options.SiloListeningEndpoint = new IPEndPoint(settings.ListenAddress, settings.SiloPort);
            options.GatewayListeningEndpoint = new IPEndPoint(settings.ListenAddress, settings.GatewayPort);
        });
        switch (settings.Clustering)
        {
            case "folder":
                silo.UseTickstormFolderClustering(settings.ClusteringFolder);
                break;
            case OrleansSection.Choice:
                // It has been read by Orleans itself.
                OrleansSection.AddRedis(silo.Services, silo.Configuration);
                break;
            case "redis":
                silo.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(settings.Redis));
                break;
            default:
                silo.UseAdoNetClustering(options =>
                {
                    options.Invariant = Invariant;
                    options.ConnectionString = settings.ConnectionString;
                });
                break;
        }
    }

    /// <summary>The storage that settings name, without what watches it.</summary>
    public static IGrainStorage Unwatched(IServiceProvider services) => services.GetRequiredService<SiloSettings>() switch
    {
        { Storage: "folder" } settings => new FolderGrainStorage(settings.StorageFolder, services.GetRequiredService<Serializer>()),
        _ => OfProvider(services, OrleansSection.StorageName),
    };

    private static IGrainStorage OfProvider(IServiceProvider services, string name) =>
        services.GetRequiredKeyedService<IGrainStorage>(name) switch
        {
            RedisGrainStorage redis => new RedisStorage(redis),
            AzureBlobGrainStorage blobs => new AzureStorage(blobs),
            AzureTableGrainStorage tables => new AzureStorage(tables),
            var other => other,
        };

    private static void AddStorage(ISiloBuilder silo, SiloSettings settings)
    {
        switch (settings.Storage)
        {
            case "folder":
                silo.AddTickstormFolderStorage(settings.StorageFolder);
                break;
            case OrleansSection.Choice:
                if (settings.Clustering != OrleansSection.Choice) OrleansSection.AddRedis(silo.Services, silo.Configuration);
                UseSection(silo, OrleansSection.StorageName);
                AddWatched(silo);
                break;
            case "postgresql":
                silo.AddAdoNetGrainStorage(OrleansSection.StorageName, storage => storage.Configure<Serializer>((options, serializer) =>
                {
                    options.Invariant = Invariant;
                    options.ConnectionString = settings.ConnectionString;
                    // Checkpoints are bytes; as JSON they would be a third larger.
                    options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
                    options.DeleteStateOnClear = true;
                }));
                AddWatched(silo);
                break;
            case "redis":
                AddRedis(silo, OrleansSection.StorageName, settings.Redis);
                AddWatched(silo);
                break;
            default:
                silo.AddMemoryGrainStorage(CheckpointStore.StorageName);
                break;
        }
    }

    // Checkpoints are large and written under names that are used once: what keeps records need not keep them.
    private static void AddBlockStorage(ISiloBuilder silo, SiloSettings settings)
    {
        const string name = OrleansSection.BlocksName;
        if (settings.BlockStorage.Length == 0) return;
        if (settings.BlockStorage == "redis") AddRedis(silo, name, settings.BlockRedis);
        if (settings.BlockStorage == OrleansSection.Choice)
        {
            bool isRead = settings.Clustering == OrleansSection.Choice || settings.Storage == OrleansSection.Choice;
            if (!isRead) OrleansSection.AddRedis(silo.Services, silo.Configuration);
            UseSection(silo, name);
        }

        silo.Services.AddKeyedSingleton<IGrainStorage>(
            CheckpointStore.BlocksName,
            (services, _) => new WatchedStorage(
                settings.BlockStorage == "folder"
                    ? new FolderGrainStorage(settings.BlockFolder, services.GetRequiredService<Serializer>()) : OfProvider(services, name),
                services.GetRequiredService<StorageHealth>()));
    }

    // Checkpoints are bytes; as JSON they would be a third larger. What is cleared is to go.
    private static void UseSection(ISiloBuilder silo, string name)
    {
        silo.Services.AddSingleton<IGrainStorageSerializer, OrleansGrainStorageSerializer>();
        silo.Services.Configure<AdoNetGrainStorageOptions>(name, options => options.DeleteStateOnClear = true);
        silo.Services.Configure<RedisStorageOptions>(name, options => options.DeleteStateOnClear = true);
        silo.Services.Configure<AzureBlobStorageOptions>(name, options => options.DeleteStateOnClear = true);
        silo.Services.Configure<AzureTableStorageOptions>(name, options => options.DeleteStateOnClear = true);
    }

    private static void AddRedis(ISiloBuilder silo, string name, string server) => silo.AddRedisGrainStorage(
        name, storage => storage.Configure<Serializer>((options, serializer) =>
        {
            options.ConfigurationOptions = ConfigurationOptions.Parse(server);
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            options.DeleteStateOnClear = true;
        }));

    private static void AddWatched(ISiloBuilder silo) => silo.Services.AddKeyedSingleton<IGrainStorage>(
        CheckpointStore.StorageName,
        (services, _) => new WatchedStorage(Unwatched(services), services.GetRequiredService<StorageHealth>()));
}
