using System.Net;
using Tickstorm.Client.Cluster;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>Orleans' own providers, named in the section Orleans of the configuration, as the environment alone.</summary>
[Collection(SiloProcesses.Name)]
public sealed class ProviderTests(PostgresFixture postgres) : IDisposable
{
    private const string Run = "by-environment";
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-providers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PostgresFact]
    public async Task Silos_join_and_store_in_PostgreSQL_that_the_environment_names() => await RunsBy(new()
    {
        ["Orleans__Clustering__ProviderType"] = "AdoNet", ["Orleans__Clustering__Invariant"] = "Npgsql",
        ["Orleans__Clustering__ConnectionName"] = "db",
        ["Orleans__GrainStorage__database__ProviderType"] = "AdoNet", ["Orleans__GrainStorage__database__Invariant"] = "Npgsql",
        ["Orleans__GrainStorage__database__ConnectionName"] = "db",
        ["ConnectionStrings__db"] = (await postgres.Server).ConnectionString,
    });

    [RedisFact]
    public async Task Silos_join_and_store_in_a_Redis_that_the_environment_names_as_Aspire_does()
    {
        await using RedisServer redis = RedisServer.Begin();
        await RunsBy(new()
        {
            ["Orleans__Clustering__ProviderType"] = "Redis", ["Orleans__Clustering__ServiceKey"] = "cache",
            ["Orleans__GrainStorage__database__ProviderType"] = "Redis", ["Orleans__GrainStorage__database__ServiceKey"] = "cache",
            ["ConnectionStrings__cache"] = redis.Address,
        });
    }

    [Theory]
    [InlineData("Clustering__ProviderType", "Nothing", "^Could not find Clustering provider named 'Nothing'.*AzureTableStorage")]
    [InlineData("Clustering__ProviderType", "AzureTableStorage", "^.*(TableServiceClient|AzureStorageClusteringOptions)")]
    [InlineData("GrainStorage__database__ProviderType", "AzureBlobStorage", "^.*(BlobServiceClient|AzureBlobStorageOptions)")]
    [InlineData("GrainStorage__other__ProviderType", "Redis", "^Orleans:GrainStorage:database:ProviderType is missing: ")]
    [InlineData("Endpoints__SiloPort", "many", "^Orleans:Endpoints:SiloPort is \"many\"; it must be a port")]
    public async Task What_cannot_be_used_of_the_section_is_a_sentence(string name, string value, string sentence)
    {
        using ProcessLog silo = new(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "tickstorm-silo.dll"), .. Others()],
            new Dictionary<string, string> { ["Orleans__" + name] = value });
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
        await silo.Process.WaitForExitAsync(patience.Token);
        Assert.Matches(sentence, silo.Said.Trim());
        Assert.Equal(2, silo.Process.ExitCode);

        // Ports that are free, but the one that is tried.
        string[] Others()
        {
            int[] ports = FreePorts.Find(3);
            string[] all = [$"--Tickstorm:HttpPort={ports[0]}", $"--Tickstorm:GatewayPort={ports[1]}", $"--Tickstorm:SiloPort={ports[2]}"];
            return name == "Endpoints__SiloPort" ? all[..2] : all;
        }
    }

    [Fact]
    public async Task Settings_that_name_another_provider_than_the_section_are_refused()
    {
        using SiloProcess silo = SiloProcess.Begin(
            new Dictionary<string, string> { ["Orleans__Clustering__ProviderType"] = "Redis" }, "Clustering=folder");
        Assert.Equal(2, await silo.ExitCode());
        Assert.StartsWith(
            "Tickstorm:Clustering is folder, and there is Orleans:Clustering:ProviderType too", silo.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dashboard_is_on_its_own_port_of_loopback_when_it_is_wished()
    {
        int port = FreePorts.Find(1)[0];
        using SiloProcess silo = (await SiloProcess.Start(1, $"DashboardPort={port}"))[0];
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
        Assert.Contains("html", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("totalActivationCount", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/DashboardCounters")),
            StringComparison.OrdinalIgnoreCase);
        // Neither has what the other one has.
        Assert.Equal(HttpStatusCode.NotFound, (await silo.Ask("/DashboardCounters"))?.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri($"http://127.0.0.1:{port}/metrics"))).StatusCode);
        Assert.Contains("dotnet_gc_collections", (await silo.Ask("/metrics"))?.Text, StringComparison.Ordinal);
    }

    private static async Task RunsBy(Dictionary<string, string> environment)
    {
        SiloProcess[] silos = [.. Enumerable.Range(0, 2).Select(_ => SiloProcess.Begin(environment, SiloProcess.Patient))];
        try
        {
            foreach (SiloProcess silo in silos) await silo.Until("/health/ready", HttpStatusCode.OK);
            await using OutsideClient client = await OutsideClient.Connect(silos, "tickstorm");
            Assert.Null((await client.Machine(Run).Start(Runs.BriefRequest)).Refusal);
            Assert.Equal(Runs.BriefDigest, (await client.Result(Run, Runs.Brief, Runs.Design)).Digest);
            Assert.Equal(2, (await client.Machine(Run).Status()).Silos.Length);
            Assert.Null((await client.Machine(Run).Remove()).Refusal);
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }
    }
}
