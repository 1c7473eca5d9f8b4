using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// A connection to a cluster: the local one, or the gateways in TICKSTORM_GATEWAYS (address or name, and port, with commas;
/// TICKSTORM_CLUSTER is its id).
/// </summary>
internal sealed class ClusterLink : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterLink(IHost host) => _host = host;

    /// <summary>The Orleans client.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects.</summary>
    public static async Task<ClusterLink> Open(CancellationToken cancel)
    {
        (string id, IPEndPoint[] gateways) = Target();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .AddActivityPropagation()
            .Configure<ClientConnectionOptions>(options => ClientTls.Secure(options))
            .UseStaticClustering(gateways)
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = id;
                options.ServiceId = "tickstorm";
            }));
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancel).WaitAsync(TimeSpan.FromSeconds(20), cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            host.Dispose();
            throw new BadInputException(
<<<<<<< HEAD
                $"The cluster \"{id}\" at {string.Join(", ", gateways.Select(g => g.ToString()))} does not answer: {Printable(failure.Message)}."
                + " Is the address right, and the id (TICKSTORM_CLUSTER)? tickstorm cluster up starts a local one.");
=======
                $"The cluster at {string.Join(", ", gateways.Select(g => g.ToString()))} does not answer: {failure.Message} "
                + "(tickstorm cluster up starts a local one)");
>>>>>>> grains
        }

        return new ClusterLink(host);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static string Printable(string text) => string.Concat(text.TrimEnd('.').Select(c => char.IsControl(c) ? ' ' : c));

    private static (string Id, IPEndPoint[] Gateways) Target()
    {
        if (Environment.GetEnvironmentVariable("TICKSTORM_GATEWAYS") is { Length: > 0 } listed)
        {
            string id = Environment.GetEnvironmentVariable("TICKSTORM_CLUSTER") ?? "tickstorm";
            return (id, [.. listed.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(Parse)]);
        }

        LocalCluster? cluster = ClusterHome.Load();
        // A silo that has ended would be waited for with every second question.
        LocalSilo[] alive = [.. cluster?.Silos.Where(LocalSilos.Runs) ?? []];
        if (alive.Length > 0) return (cluster!.Id, [.. alive.Select(s => new IPEndPoint(IPAddress.Loopback, s.GatewayPort))]);
        throw new BadInputException(cluster is { Silos.Count: > 0 }
            ? "All silos of the local cluster have ended: tickstorm cluster up starts it again, with its runs."
            : "No cluster is running: tickstorm cluster up starts a local one; TICKSTORM_GATEWAYS=address:port names another.");
    }

    // A name may stand for many silos, as that of a headless service does.
    private static IEnumerable<IPEndPoint> Parse(string text)
    {
        if (IPEndPoint.TryParse(text, out IPEndPoint? point) && point.Port > 0) return [point];
        int colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || port == 0)
        {
            throw new BadInputException($"TICKSTORM_GATEWAYS has \"{text}\"; it must be address:port");
        }

        try
        {
            return [.. Dns.GetHostAddresses(text[..colon]).Select(address => new IPEndPoint(address, port))];
        }
        catch (SocketException failure)
        {
            throw new BadInputException($"TICKSTORM_GATEWAYS has \"{text}\"; {text[..colon]} is not known: {failure.Message}");
        }
    }
}
