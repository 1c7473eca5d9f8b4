using System.Net;
using System.Text.Json;
using Tickstorm.Client.Cluster;
using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <remarks>Slow: silo processes start and stop.</remarks>
[Trait("Speed", "slow")]
[Collection(SiloProcesses.Name)]
public sealed class SiloProcessTests : IDisposable
{
    private const string Run = "in-processes";
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-silos-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_silo_is_alive_but_not_ready_before_it_has_joined()
    {
        int[] primary = FreePorts.Find(3);
        using SiloProcess silo = SiloProcess.Begin($"PrimaryPort={primary[0]}");
        await silo.Until("/health/live", HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await silo.Ask("/health/startup"))?.Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await silo.Ask("/health/ready"))?.Status);
        using ProcessLog first = new(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "tickstorm-silo.dll"), $"--Tickstorm:SiloPort={primary[0]}",
            $"--Tickstorm:GatewayPort={primary[1]}", $"--Tickstorm:HttpPort={primary[2]}"]);
        await silo.Until("/health/ready", HttpStatusCode.OK);
        await silo.Until("/health/startup", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_silo_that_is_asked_to_stop_saves_its_run_first()
    {
        long committed;
        using (SiloProcess silo = (await SiloProcess.Start(1, Folders()))[0])
        {
            await using OutsideClient client = await OutsideClient.Connect([silo], "tickstorm");
            // Without checkpoints on the way: all that is saved is saved on leaving.
            RunRequest request = Runs.Long;
            request = new RunRequest
            {
                Scenario = request.Scenario, Name = request.Name, Design = request.Design, WindowNs = 5_000, CheckpointEvery = 0,
            };
            Assert.Null((await client.Machine(Run).Start(request)).Refusal);
            committed = (await client.Reached(Run, windows: 40)).CommittedNs;
            Assert.Equal(0, await silo.Terminate());
            Assert.Contains("leaves cluster", silo.Said, StringComparison.Ordinal);
        }

        using SiloProcess next = (await SiloProcess.Start(1, [.. Folders(), "ClusterId=next"]))[0];
        await using OutsideClient other = await OutsideClient.Connect([next], "next");
        Assert.True((await other.Machine(Run).Checkpoints())[0].CommittedNs >= committed);
        Assert.Equal(Runs.Digest, (await other.Result(Run, Runs.Scenario, Runs.Design)).Digest);
    }

    [Fact]
    public async Task A_silo_shows_the_figures_of_the_runs_that_ended_there()
    {
        using SiloProcess silo = (await SiloProcess.Start(1, [.. Folders(), "Logs=json"]))[0];
        await using OutsideClient client = await OutsideClient.Connect([silo], "tickstorm");
        Assert.Null((await client.Machine(Run).Start(Runs.Request(windowNs: 200_000))).Refusal);
        DesignResult result = await client.Result(Run, Runs.Scenario, Runs.Design);
        string handled =
            $"tickstorm_ticks_total{{otel_scope_name=\"Tickstorm.Runs\",design=\"irq0-edge\",outcome=\"handled\",scenario=\"{Runs.Scenario.Name}\"}} {result.Ticks.Handled}";
        string metrics = "";
        // The run has ended a moment before its metrics are there.
        await FaultRuns.Until(
            async () => (metrics = (await silo.Ask("/metrics"))!.Value.Text).Contains(handled, StringComparison.Ordinal), seconds: 180,
            () => metrics);
        Assert.Contains("tickstorm_cluster_windows_total", metrics, StringComparison.Ordinal);
        Assert.Contains("tickstorm_cluster_checkpoint_duration_seconds_bucket", metrics, StringComparison.Ordinal);
        Assert.Contains("orleans_", metrics, StringComparison.Ordinal);
        string joined = silo.Said.Split('\n').First(line => line.Contains("has joined cluster", StringComparison.Ordinal));
        using JsonDocument entry = JsonDocument.Parse(joined);
        Assert.Equal(100, entry.RootElement.GetProperty("EventId").GetInt32());
        Assert.Equal("folder", entry.RootElement.GetProperty("State").GetProperty("Clustering").GetString());
    }

    [Fact]
    public async Task The_first_silo_of_a_folder_cluster_may_die_like_any_other()
    {
        SiloProcess[] silos = await SiloProcess.Start(2, Folders());
        try
        {
            await using OutsideClient client = await OutsideClient.Connect([silos[1]], "tickstorm");
            Assert.Null((await client.Machine(Run).Start(Runs.Request(windowNs: 50_000))).Refusal);
            Assert.Equal(2, (await client.Reached(Run, windows: 40)).Silos.Length);
            silos[0].Kill();
            Assert.Equal(Runs.Digest, (await client.Result(Run, Runs.Scenario, Runs.Design)).Digest);
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }
    }

    [Theory]
    [InlineData("Clustering=zookeeper", "it must be localhost, folder, postgresql or redis")]
    [InlineData("Clustering=postgresql", "Tickstorm:ConnectionString is missing")]
    [InlineData("Listen=here", "it must be an IP address")]
    [InlineData("Listen=0.0.0.0", "Tickstorm:Advertise is missing")]
    [InlineData("DeadAfterSeconds=0", "it must be a number from 1 to 600")]
    [InlineData("HttpPort=0", "it must be a port from 1 to 65535")]
    public async Task A_setting_that_cannot_be_used_is_named(string setting, string message)
    {
        using SiloProcess silo = SiloProcess.Begin(setting);
        Assert.Equal(2, await silo.ExitCode());
        Assert.Contains(message, silo.Said, StringComparison.Ordinal);
    }

    private string[] Folders() =>
        ["Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "membership")}", "Storage=folder",
            $"StorageFolder={Path.Combine(_folder, "storage")}"];
}
