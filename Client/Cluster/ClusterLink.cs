using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Messaging;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>
/// A connection to a cluster: the local one, or the gateways in TICKSTORM_GATEWAYS (address or name, and port, with commas;
/// TICKSTORM_CLUSTER is its id, TICKSTORM_SERVICE its service).
/// </summary>
internal sealed class ClusterLink : IAsyncDisposable
{
    // Where nobody listens it says so soon.
    private static readonly TimeSpan s_refused = TimeSpan.FromSeconds(5), s_betweenTries = TimeSpan.FromMilliseconds(500);

    // A silo that goes away while it is asked for the first time answers no more: a new client asks again, of those that there are then.
    private static readonly TimeSpan[] s_silent = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20)];
    private readonly IHost _host;

    private ClusterLink(IHost host) => _host = host;

    /// <summary>The Orleans client.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects.</summary>
    public static async Task<ClusterLink> Open(CancellationToken cancel)
    {
        (string id, Func<IPEndPoint[]> lookUp) = Target();
        LiveGateways gateways = new(lookUp);
        for (int tries = 1; ; tries++)
        {
            IHost host = Build(id, gateways);
            try
            {
                await host.StartAsync(cancel).WaitAsync(s_silent[tries - 1], cancel);
                return new ClusterLink(host);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                host.Dispose();
                if (failure is TimeoutException && tries < s_silent.Length) continue;
                throw new BadInputException(
                    $"The cluster \"{id}\" at {string.Join(", ", gateways.Last)} does not answer: {FirstLine(failure.Message)}. "
                    + "Is the address right, and the id (TICKSTORM_CLUSTER)? tickstorm cluster up starts a local one.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(string id, LiveGateways gateways)
    {
        long began = Stopwatch.GetTimestamp();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .AddActivityPropagation()
            .UseConnectionRetryFilter(async (_, stop) =>
            {
                await Task.Delay(s_betweenTries, stop);
                return Stopwatch.GetElapsedTime(began) < s_refused;
            })
            .ConfigureServices(services => services.AddSingleton<IGatewayListProvider>(gateways))
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = LiveGateways.Period)
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = id;
                options.ServiceId = Environment.GetEnvironmentVariable("TICKSTORM_SERVICE") ?? "tickstorm";
            }));
        builder.UseOrleansClient(client => ClientTls.Secure(client, id));
        return builder.Build();
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim().TrimEnd('.');

    private static (string Id, Func<IPEndPoint[]> LookUp) Target()
    {
        if (Environment.GetEnvironmentVariable("TICKSTORM_GATEWAYS") is { Length: > 0 } listed)
        {
            string[] named = listed.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return (Environment.GetEnvironmentVariable("TICKSTORM_CLUSTER") ?? "tickstorm", () => [.. named.SelectMany(Parse)]);
        }

        LocalCluster cluster = ClusterHome.Load() is { Silos.Count: > 0 } started
            ? started
            : throw new BadInputException(
                "No cluster is running: tickstorm cluster up starts a local one; TICKSTORM_GATEWAYS=address:port names another.");
        return (cluster.Id, () => Local(cluster.Id));
    }

    // A silo that has ended would be waited for with every second question.
    private static IPEndPoint[] Local(string id)
    {
        LocalSilo[] silos = ClusterHome.Load() is { } cluster && cluster.Id == id ? [.. cluster.Silos.Where(LocalSilos.Runs)] : [];
        return silos.Length > 0
            ? [.. silos.Select(silo => new IPEndPoint(IPAddress.Loopback, silo.GatewayPort))]
            : throw new BadInputException(
                "All silos of the local cluster have ended: tickstorm cluster up starts it again, with its runs.");
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
