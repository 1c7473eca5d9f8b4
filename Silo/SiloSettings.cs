using System.Net;
using Tickstorm.Contracts.Security;
using Tickstorm.Grains.Runs;

namespace Tickstorm.Silo;

/// <summary>How a silo is set up: section Tickstorm of the configuration, TICKSTORM__NAME variables, or --Tickstorm:Name=value.</summary>
public sealed class SiloSettings
{
    // Their names are one record in storage.
    private const int MostKeptRuns = 10_000;
    private const int MostDrainSeconds = 3600;
    private const int MostDeadAfterSeconds = 600;

    /// <summary>The cluster.</summary>
    public string ClusterId { get; set; } = "tickstorm";

    /// <summary>The service; storage belongs to it.</summary>
    public string ServiceId { get; set; } = "tickstorm";

    /// <summary>The address to listen on. Nothing beyond this machine hears the silo unless this is changed.</summary>
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>The address that others reach the silo at; empty for the one it listens on.</summary>
    public string Advertise { get; set; } = "";

    /// <summary>The port for other silos.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for clients.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The port for health and metrics.</summary>
    public int HttpPort { get; set; } = 8080;

    /// <summary>The port of Orleans' dashboard, on loopback alone; 0 for none.</summary>
    public int DashboardPort { get; set; }

    /// <summary>localhost, folder, postgresql, redis, or orleans for what the section Orleans names.</summary>
    public string Clustering { get; set; } = "localhost";

    /// <summary>With localhost clustering the port of the silo that keeps the membership; 0 if it is this one.</summary>
    public int PrimaryPort { get; set; }

    /// <summary>The folder of folder clustering.</summary>
    public string ClusteringFolder { get; set; } = "";

    /// <summary>memory, folder, postgresql, redis, or orleans for what the section Orleans names.</summary>
    public string Storage { get; set; } = "memory";

    /// <summary>The folder of folder storage.</summary>
    public string StorageFolder { get; set; } = "";

    /// <summary>
    /// Where checkpoints are kept: folder, redis, or orleans for what the section Orleans names; empty for where the records are.
    /// </summary>
    public string BlockStorage { get; set; } = "";

    /// <summary>The folder of folder storage for checkpoints.</summary>
    public string BlockFolder { get; set; } = "";

    /// <summary>The server of redis storage for checkpoints, and how to connect to it.</summary>
    public string BlockRedis { get; set; } = "";

    /// <summary>The database of postgresql clustering and storage.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The server of redis clustering and storage, and how to connect to it.</summary>
    public string Redis { get; set; } = "";

    /// <summary>So many runs that have ended are kept, with their results.</summary>
    public int KeepRuns { get; set; } = RunLimits.UsualKeptRuns;

    /// <summary>Its name in logs, metrics and the membership; empty for one that Orleans makes.</summary>
    public string SiloName { get; set; } = "";

    /// <summary>So many seconds its runs have to be saved, and to go on elsewhere, when it is told to stop.</summary>
    public int DrainSeconds { get; set; } = 25;

    /// <summary>So many seconds another silo may be silent before it is taken for dead; its runs then go on without it.</summary>
    public int DeadAfterSeconds { get; set; } = 3;

    /// <summary>What the operators of the cluster allow.</summary>
    public LimitSettings Limits { get; set; } = new();

    /// <summary>text or json: how the log is written.</summary>
    public string Logs { get; set; } = "text";

    /// <summary>TLS between silos and with clients.</summary>
    public TlsSettings Tls { get; set; } = new();

    /// <summary>The address to listen on, parsed.</summary>
    public IPAddress ListenAddress => IPAddress.Parse(Listen);

    /// <summary>The address that others reach the silo at, parsed.</summary>
    public IPAddress AdvertisedAddress => IPAddress.Parse(Advertise.Length == 0 ? Listen : Advertise);

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    public string? Problem() => (Clustering, Storage, Logs) switch
    {
        (not ("localhost" or "folder" or "postgresql" or "redis" or OrleansSection.Choice), _, _) =>
            $"Tickstorm:Clustering is \"{Clustering}\"; it must be localhost, folder, postgresql or redis.",
        (_, not ("memory" or "folder" or "postgresql" or "redis" or OrleansSection.Choice), _) =>
            $"Tickstorm:Storage is \"{Storage}\"; it must be memory, folder, postgresql or redis.",
        (_, _, not ("text" or "json")) => $"Tickstorm:Logs is \"{Logs}\"; it must be text or json.",
        ("folder", _, _) when ClusteringFolder.Length == 0 =>
            "Tickstorm:ClusteringFolder is missing; folder clustering needs a folder that all silos share.",
        (_, "folder", _) when StorageFolder.Length == 0 =>
            "Tickstorm:StorageFolder is missing; folder storage needs a folder that all silos share.",
        ("postgresql", _, _) or (_, "postgresql", _) when ConnectionString.Length == 0 =>
            "Tickstorm:ConnectionString is missing; PostgreSQL needs one.",
        ("redis", _, _) or (_, "redis", _) when Redis.Length == 0 =>
            "Tickstorm:Redis is missing; it says where the server is, as in db:6379,password=...",
        _ when BlockProblem() is { } blocks => blocks,
        _ when KeepRuns is < 0 or > MostKeptRuns => $"Tickstorm:KeepRuns is {KeepRuns}; it must be a number from 0 to {MostKeptRuns}.",
        _ when DrainSeconds is < 1 or > MostDrainSeconds =>
            $"Tickstorm:DrainSeconds is {DrainSeconds}; it must be a number from 1 to {MostDrainSeconds}.",
        _ when DeadAfterSeconds is < 1 or > MostDeadAfterSeconds =>
            $"Tickstorm:DeadAfterSeconds is {DeadAfterSeconds}; it must be a number from 1 to {MostDeadAfterSeconds}.",
        _ => AddressProblem() ?? PortProblem() ?? Limits.Problem() ?? Tls.Problem(name => "Tickstorm:Tls:" + name),
    };

    private string? BlockProblem() => (BlockStorage, Storage) switch
    {
        ("", _) => null,
        (not ("folder" or "redis" or OrleansSection.Choice), _) =>
            $"Tickstorm:BlockStorage is \"{BlockStorage}\"; it must be folder or redis, or nothing.",
        (_, "memory") => "Tickstorm:BlockStorage is for records that outlive a silo too; Tickstorm:Storage is memory.",
        ("folder", _) when BlockFolder.Length == 0 =>
            "Tickstorm:BlockFolder is missing; folder storage needs a folder that all silos share.",
        ("redis", _) when BlockRedis.Length == 0 =>
            "Tickstorm:BlockRedis is missing; it says where the server is, as in db:6379,password=...",
        _ => null,
    };

    private string? AddressProblem()
    {
        if (!IPAddress.TryParse(Listen, out IPAddress? listen)) return $"Tickstorm:Listen is \"{Listen}\"; it must be an IP address.";
        if (Advertise.Length > 0 && !IPAddress.TryParse(Advertise, out _))
            return $"Tickstorm:Advertise is \"{Advertise}\"; it must be an IP address.";
        bool any = IPAddress.Any.Equals(listen) || IPAddress.IPv6Any.Equals(listen);
        if (any && Advertise.Length == 0)
            return $"Tickstorm:Advertise is missing; with Tickstorm:Listen {Listen} it must say at which address others reach the silo.";
        return Clustering == "localhost" && !IPAddress.IsLoopback(listen)
            ? $"Tickstorm:Listen is {Listen}; localhost clustering is for 127.0.0.1 only, choose postgresql."
            : null;
    }

    private string? PortProblem()
    {
        (string Name, int Port)[] ports =
            [
                (nameof(SiloPort), SiloPort), (nameof(GatewayPort), GatewayPort), (nameof(HttpPort), HttpPort),
                .. DashboardPort == 0 ? Array.Empty<(string, int)>() : [(nameof(DashboardPort), DashboardPort)],
            ];
        foreach ((string name, int port) in ports)
        {
            if (port is < 1 or > 65535) return $"Tickstorm:{name} is {port}; it must be a port from 1 to 65535.";
        }

        if (PrimaryPort is < 0 or > 65535) return $"Tickstorm:PrimaryPort is {PrimaryPort}; it must be a port from 1 to 65535, or 0.";
        IGrouping<int, string>? shared = ports.GroupBy(p => p.Port, p => "Tickstorm:" + p.Name).FirstOrDefault(g => g.Count() > 1);
        return shared is null ? null : $"{string.Join(" and ", shared)} are both {shared.Key}; each port must be another one.";
    }
}
