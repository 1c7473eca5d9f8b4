using System.Net;
using Orleans.Configuration;
using Tickstorm.Grains;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Silo;

/// <summary>Builds the silo that settings describe.</summary>
internal static class SiloSetup
{
    private const string Invariant = "Npgsql";

    /// <summary>Configures Orleans.</summary>
    public static void Configure(ISiloBuilder silo, SiloSettings settings)
    {
        switch (settings.Clustering)
        {
            case "localhost":
                UseLocalhost(silo, settings);
                break;
            case "folder":
                UseEndpoints(silo, settings);
                silo.UseTickstormFolderClustering(settings.StorageFolder);
                break;
            default:
                UseEndpoints(silo, settings);
                UsePostgres(silo, settings);
                break;
        }

        // A dead silo is found out within seconds: a run stands still until it is.
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            options.NumMissedProbesLimit = 3;
            options.DefunctSiloExpiration = TimeSpan.FromHours(1);
        });
        AddStorage(silo, settings);
        // Without a receiver it would only slow each call down.
        if (Telemetry.IsExported) silo.AddActivityPropagation();
        silo.AddTickstorm();
    }

    private static void UseLocalhost(ISiloBuilder silo, SiloSettings settings)
    {
        IPEndPoint? primary = settings.PrimaryPort == 0 ? null : new IPEndPoint(IPAddress.Loopback, settings.PrimaryPort);
        silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, primary, settings.ServiceId, settings.ClusterId);
    }

    private static void UseEndpoints(ISiloBuilder silo, SiloSettings settings)
    {
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = settings.ClusterId;
            options.ServiceId = settings.ServiceId;
        });
        silo.ConfigureEndpoints(settings.Address, settings.SiloPort, settings.GatewayPort);
    }

    private static void UsePostgres(ISiloBuilder silo, SiloSettings settings) => silo.UseAdoNetClustering(options =>
    {
        options.Invariant = Invariant;
        options.ConnectionString = settings.ConnectionString;
    });

    private static void AddStorage(ISiloBuilder silo, SiloSettings settings)
    {
        switch (settings.Storage)
        {
            case "folder":
                silo.AddTickstormFolderStorage(settings.StorageFolder);
                break;
            case "postgresql":
                silo.AddAdoNetGrainStorage(CheckpointStore.StorageName, options =>
                {
                    options.Invariant = Invariant;
                    options.ConnectionString = settings.ConnectionString;
                });
                break;
            default:
                silo.AddMemoryGrainStorage(CheckpointStore.StorageName);
                break;
        }
    }
}
