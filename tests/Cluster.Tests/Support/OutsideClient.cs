using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Security;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Support;

/// <summary>A client of silos in other processes.</summary>
internal sealed class OutsideClient : IAsyncDisposable
{
    private readonly IHost _host;

    private OutsideClient(IHost host) => _host = host;

    public static async Task<OutsideClient> Connect(
        IEnumerable<SiloProcess> silos, string cluster, TlsCertificates? tls = null, int seconds = 300, CallerClaim? claim = null)
    {
        IPEndPoint[] gateways = [.. silos.Select(silo => new IPEndPoint(IPAddress.Loopback, silo.GatewayPort))];
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseStaticClustering(gateways)
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "tickstorm")));
        builder.UseOrleansClient(client =>
        {
            if (tls is not null) client.UseTls(tls.WithSilos);
            client.AddOutgoingGrainCallFilter(new PatientClient());
            client.AddOutgoingGrainCallFilter(claim ?? new CallerClaim(tls, cluster, "tester"));
        });
        IHost host = builder.Build();
        try
        {
            using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(seconds));
            await host.StartAsync(timeout.Token);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new OutsideClient(host);
    }

    public IClusterClient Grains => _host.Services.GetRequiredService<IClusterClient>();

    public IMachineGrain Machine(string run) => Grains.GetGrain<IMachineGrain>(run);

    /// <summary>Hears of a run, whose silos stay, until it has committed so many windows.</summary>
    public async Task<RunProgress> Reached(string run, int windows)
    {
        // Another activation may lead it from here on: it is watched anew then, as often as it is not so far.
        for (int tries = 0; tries < 5; tries++)
        {
            try
            {
                await foreach (RunProgress progress in Machine(run).Watch())
                {
                    Assert.False(progress.HasEnded, $"{run} ended before window {windows}: {Describe(progress)}");
                    if (progress.Windows > windows) return progress;
                }
            }
            catch (EnumerationAbortedException)
            {
                RunProgress now = await Machine(run).Status();
                Assert.False(now.HasEnded, $"{run} ended before window {windows} was heard of: {Describe(now)}");
            }
        }

        throw new InvalidOperationException($"{run} could not be watched.");
    }

    /// <summary>Waits for a run's end.</summary>
    public Task<RunProgress> End(string run) => Met(run, progress => progress.HasEnded && progress.Status != RunStatus.Unknown);

    /// <summary>Waits until a run is so far. The silo that leads it may go away meanwhile: the question is repeated.</summary>
    public async Task<RunProgress> Met(string run, Func<RunProgress, bool> wanted, int seconds = 300)
    {
        DateTime until = DateTime.UtcNow.AddSeconds(seconds);
        RunProgress? progress = null;
        while (true)
        {
            try
            {
                progress = await Machine(run).Status();
                if (wanted(progress)) return progress;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException && DateTime.UtcNow < until)
            {
                // Not yet.
            }

            Assert.True(DateTime.UtcNow < until, $"{run} is not so far: {(progress is null ? "no answer" : Describe(progress))}");
            await Task.Delay(20);
        }
    }

    public async Task<DesignResult> Result(string run, Scenario scenario, string design)
    {
        RunProgress end = await End(run);
        Assert.True(end.Status == RunStatus.Done, Describe(end));
        Design found = DesignLibrary.Find(scenario, design)!;
        return await MachineImage.Result(
            new MachinePlan(scenario, found), end.FinalBlocks, async i => (await Machine(run).FinalBlock(i))!, end.ToReport());
    }

    private static string Describe(RunProgress progress) =>
        $"{progress.Status} at {progress.CommittedNs} ns: {progress.Failure} {string.Join("; ", progress.Story)}";

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
