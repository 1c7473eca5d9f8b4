using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Tickstorm.Chaos.Links;
using Tickstorm.Chaos.Storage;
using Tickstorm.Tests;
using Tickstorm.Tests.Support;

namespace Tickstorm.Chaos.Silos;

/// <summary>Three silo processes, the links between them, their storage, and a client.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private const int Silos = 3, DiskKilobytes = 64 << 10;
    private const string Id = "tickstorm";

    /// <summary>The silo that has another version in a mixed cluster.</summary>
    public const int Other = Silos - 1;

    private static readonly TimeSpan s_start = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-chaos-").FullName;
    private readonly List<SiloProxy> _proxies = [];
    private SmallDisk? _disk;
    private IHost _client = null!;

    public SiloNode[] Nodes { get; private set; } = [];

    public Links.Links Links { get; } = new();

    public StorageFaults Storage { get; private set; } = null!;

    /// <summary>The database; null where storage is a folder.</summary>
    public IDatabaseServer? Database { get; private set; }

    /// <summary>Where records and blocks are files; null for a database.</summary>
    public string? StorageFolder { get; private set; }

    /// <summary>True when the disk of the storage can be filled.</summary>
    public bool HasDisk => _disk is not null;

    public IClusterClient Client => _client.Services.GetRequiredService<IClusterClient>();

    public static async Task<ChaosCluster> Start(string storage, int haste, bool isMixed, bool keepsSilos)
    {
        ChaosCluster cluster = new();
        try
        {
            await cluster.Begin(storage, haste, isMixed, keepsSilos);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fills the disk, but for what is there.</summary>
    public void FillDisk()
    {
        try
        {
            using FileStream full = File.Create(_disk!.Path("full"));
            byte[] piece = new byte[1 << 16];
            while (true) full.Write(piece);
        }
        catch (IOException)
        {
            // Now it is full.
        }
    }

    public void EmptyDisk() => File.Delete(_disk!.Path("full"));

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
            try
            {
                await _client.StopAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // Its silos end next.
            }

            _client.Dispose();
        }

        foreach (SiloNode node in Nodes) node.Dispose();
        foreach (SiloProxy proxy in _proxies) proxy.Dispose();
        if (Database is not null) await Database.DisposeAsync();
        _disk?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Begin(string storage, int haste, bool isMixed, bool keepsSilos)
    {
        Storage = new StorageFaults(Path.Combine(_folder, "faults"));
        List<string> settings = [$"ClusterId={Id}", $"Clustering={storage}", $"Storage={storage}"];
        Dictionary<string, string> environment = new()
        {
            [ChaosSilo.FaultsVariable] = Path.Combine(_folder, "faults"),
            [ChaosSilo.HasteVariable] = haste.ToString(CultureInfo.InvariantCulture),
            [ChaosSilo.KeptVariable] = keepsSilos ? "kept" : "",
        };
        switch (storage)
        {
            case "folder":
                if (SmallDisk.Missing is null) _disk = new SmallDisk(DiskKilobytes);
                StorageFolder = _disk?.Path("runs") ?? Path.Combine(_folder, "runs");
                settings.Add($"ClusteringFolder={Path.Combine(_folder, "membership")}");
                settings.Add($"StorageFolder={StorageFolder}");
                break;
            case "redis":
                RedisServer redis = RedisServer.Begin();
                Database = redis;
                environment["TICKSTORM__REDIS"] = redis.Address;
                break;
            default:
                PostgresServer postgres = await PostgresServer.Start();
                Database = postgres;
                environment["TICKSTORM__CONNECTIONSTRING"] = postgres.ConnectionString + ";Timeout=5;Command Timeout=10";
                break;
        }

        Dictionary<string, string> other = new(environment) { [ChaosSilo.VersionVariable] = isMixed ? "another" : "" };
        Nodes = [.. Enumerable.Range(0, Silos).Select(number => new SiloNode(number, settings, number == Other ? other : environment))];
        foreach (SiloNode node in Nodes)
        {
            _proxies.Add(new SiloProxy(Links, node.Number, node.SiloPort));
            node.Start();
        }

        foreach (SiloNode node in Nodes)
        {
            if (!await node.Starts(s_start)) throw new InvalidOperationException($"Silo {node.Number} does not start: {node.Said}");
        }

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        IPEndPoint[] gateways = [.. Nodes.Select(node => node.Gateway)];
        builder.UseOrleansClient(client => client.UseStaticClustering(gateways)
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Id, "tickstorm"))
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5)));
        _client = builder.Build();
        await _client.StartAsync();
    }
}
