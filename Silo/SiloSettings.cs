using System.Net;

namespace Tickstorm.Silo;

/// <summary>How a silo is set up: section Tickstorm of the configuration, TICKSTORM__NAME variables, or --Tickstorm:Name=value.</summary>
public sealed class SiloSettings
{
    /// <summary>The cluster.</summary>
    public string ClusterId { get; set; } = "tickstorm";

    /// <summary>The service; storage belongs to it.</summary>
    public string ServiceId { get; set; } = "tickstorm";

    /// <summary>The address to listen on. Nothing beyond this machine hears the silo unless this is changed.</summary>
    public string Listen { get; set; } = "127.0.0.1";

    /// <summary>The port for other silos.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for clients.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The port for health and metrics.</summary>
    public int HttpPort { get; set; } = 8080;

    /// <summary>localhost, folder (silos of one machine that share the storage folder) or postgresql.</summary>
    public string Clustering { get; set; } = "localhost";

    /// <summary>With localhost clustering the port of the silo that keeps the membership; 0 if it is this one.</summary>
    public int PrimaryPort { get; set; }

    /// <summary>memory, folder or postgresql.</summary>
    public string Storage { get; set; } = "memory";

    /// <summary>The folder of folder storage.</summary>
    public string StorageFolder { get; set; } = "";

    /// <summary>The database of postgresql clustering and storage.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The address, parsed.</summary>
    public IPAddress Address => IPAddress.TryParse(Listen, out IPAddress? address) ? address : throw new InvalidOperationException($"Tickstorm:Listen is \"{Listen}\"; it must be an IP address.");

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    public string? Problem() => (Clustering, Storage) switch
    {
        (not ("localhost" or "folder" or "postgresql"), _) => $"Tickstorm:Clustering is \"{Clustering}\"; it must be localhost, folder or postgresql.",
        (_, not ("memory" or "folder" or "postgresql")) => $"Tickstorm:Storage is \"{Storage}\"; it must be memory, folder or postgresql.",
        ("folder", _) or (_, "folder") when StorageFolder.Length == 0 => "Tickstorm:StorageFolder is missing; folder storage and clustering need a folder.",
        ("postgresql", _) or (_, "postgresql") when ConnectionString.Length == 0 => "Tickstorm:ConnectionString is missing; PostgreSQL needs one.",
        _ => IPAddress.TryParse(Listen, out _) ? null : $"Tickstorm:Listen is \"{Listen}\"; it must be an IP address.",
    };
}
