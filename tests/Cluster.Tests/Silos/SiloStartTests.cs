using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tickstorm.Client.Cluster;
using Tickstorm.Contracts.Runs;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

/// <summary>A silo that cannot be of use ends before the cluster hears of it, with a sentence.</summary>
[Collection(SiloProcesses.Name)]
public sealed class SiloStartTests : IDisposable
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "tickstorm-silo.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--Tickstorm:SiloProt=22222", "^Tickstorm:SiloProt is no setting; did you mean Tickstorm:SiloPort\\?")]
    [InlineData("--Tickstorm:Tls:Certifcate=x", "^Tickstorm:Tls:Certifcate is no setting; did you mean Tickstorm:Tls:Certificate\\?")]
    [InlineData("--SiloPort=22222", "^\"--SiloPort=22222\" is no setting; did you mean --Tickstorm:SiloPort=\\?")]
    [InlineData("nonsense", "^\"nonsense\" is no setting\\. A setting is --Tickstorm:Name=value")]
    [InlineData("--Tickstorm:SiloPort=abc", "^Tickstorm:SiloPort is \"abc\"; it must be a port from 1 to 65535\\.$")]
    [InlineData("--Tickstorm:SiloPort", "^--Tickstorm:SiloPort has no value; --Tickstorm:SiloPort=value was expected\\.$")]
    [InlineData("--Tickstorm:SiloPort=8080", "^Tickstorm:SiloPort and Tickstorm:HttpPort are both 8080; each port must be another one\\.$")]
    [InlineData("--Logging:LogLevel:Orleans=Loud", "^Logging:LogLevel:Orleans is \"Loud\"; it must be one of Trace, .*None\\.$")]
    public void A_setting_that_is_mistyped_or_no_value_of_its_kind_is_named_with_what_would_be_right(string argument, string sentence)
    {
        (int exitCode, string said) = Started(argument);
        Assert.Matches(sentence, said);
        Assert.Single(said.Split('\n'));
        Assert.Equal(2, exitCode);
    }

    [Fact]
    public void Help_and_version_are_answered_without_a_silo()
    {
        (int exitCode, string said) = Started("--help");
        Assert.Equal(0, exitCode);
        Assert.Matches("--Tickstorm:Name=value", said);
        Assert.Matches("Exit codes: 0", said);
        (exitCode, said) = Started("--version");
        Assert.Equal(0, exitCode);
        Assert.Matches(@"^tickstorm-silo \d+\.\d+\.\d+", said);
    }

    [Theory]
    [InlineData("StorageFolder", "--Tickstorm:Storage=folder")]
    [InlineData("ClusteringFolder", "--Tickstorm:Clustering=folder")]
    public void A_folder_that_cannot_be_written_to_is_found_before_joining(string setting, string kind)
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        (int exitCode, string said) = Started(kind, $"--Tickstorm:{setting}={file}");
        Assert.Matches($"^Tickstorm:{setting} is \".*/file\"; it must be a folder that can be written to \\(.+\\)\\.$", said);
        Assert.Equal(2, exitCode);
    }

    [Theory]
    [InlineData("shelf", "folder", "^Tickstorm:BlockStorage is \"shelf\"; it must be folder or redis, or nothing")]
    [InlineData("folder", "folder", "^Tickstorm:BlockFolder is missing; ")]
    [InlineData("redis", "folder", "^Tickstorm:BlockRedis is missing; ")]
    [InlineData("folder", "memory", "^Tickstorm:BlockStorage is for records that outlive a silo too; ")]
    public void A_storage_of_checkpoints_that_cannot_be_used_is_a_sentence(string blocks, string records, string sentence)
    {
        (int exitCode, string said) = Started(
            $"--Tickstorm:Storage={records}", $"--Tickstorm:StorageFolder={_folder}", $"--Tickstorm:BlockStorage={blocks}");
        Assert.Matches(sentence, said);
        Assert.Equal(2, exitCode);
    }

    [Theory]
    [InlineData("garbage", 2, @"^Tickstorm:ConnectionString cannot be read \(.+\); one like Host=")]
    [InlineData("Database=d", 2, @"^Tickstorm:ConnectionString cannot be read \(.+\); one like Host=")]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=hush;Database=d", 3, @"^The database d at 127\.0\.0\.1:1 cannot be used: .+\.$")]
    public void A_database_that_cannot_be_used_is_a_sentence(string connection, int expected, string sentence)
    {
        (int exitCode, string said) = Started("--Tickstorm:Storage=postgresql", "--Tickstorm:ConnectionString=" + connection);
        Assert.Matches(sentence, said);
        Assert.DoesNotContain("hush", said, StringComparison.Ordinal);
        Assert.Single(said.Split('\n'));
        Assert.Equal(expected, exitCode);
    }

    [Fact]
    public async Task A_port_of_a_running_silo_is_refused_and_the_running_one_stays_ready()
    {
        using SiloProcess silo = (await SiloProcess.Start(1, Folders()))[0];
        foreach ((string setting, int port, string cluster) in new[]
        {
            ("SiloPort", silo.SiloPort, "tickstorm"), ("SiloPort", silo.SiloPort, "other"), ("GatewayPort", silo.GatewayPort, "tickstorm"),
            ("HttpPort", silo.HttpPort, "other"),
        })
        {
            // Of the same cluster, and of another. The last value of a setting holds.
            using SiloProcess second = SiloProcess.Begin([.. Folders(), $"ClusterId={cluster}", $"{setting}={port}"]);
            Assert.Equal(2, await second.ExitCode());
            Assert.Matches(
                $@"^Tickstorm:{setting}: port {port} of 127\.0\.0\.1 is taken by another program; choose another one\.", second.Said);
        }

        Assert.Equal(HttpStatusCode.OK, (await silo.Ask("/health/ready"))?.Status);
    }

    [Fact]
    public async Task A_port_of_a_stranger_is_refused()
    {
        using TcpListener stranger = new(IPAddress.Loopback, 0);
        stranger.Start();
        int port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        using SiloProcess silo = SiloProcess.Begin($"GatewayPort={port}");
        Assert.Equal(2, await silo.ExitCode());
        Assert.Matches($"^Tickstorm:GatewayPort: port {port} of 127", silo.Said);
    }

    [Fact]
    public async Task A_run_of_many_CPUs_leaves_few_lines_in_the_log()
    {
        const int Cpus = 2_000, MostLines = 50;
        using SiloProcess silo = (await SiloProcess.Start(1, Folders()))[0];
        await using OutsideClient client = await OutsideClient.Connect([silo], "tickstorm");
        Scenario small = Runs.Scenario;
        Scenario scenario = small with { Machine = small.Machine with { Cpus = Cpus }, Run = small.Run with { DurationNs = 12_000_000 } };
        RunRequest request = new()
        {
            Scenario = ScenarioWriter.Write(scenario), Name = scenario.Name, Design = "native-lapic", CheckpointEvery = 64,
        };
        Assert.Null((await client.Machine("many").Start(request)).Refusal);
        Assert.Equal(RunStatus.Done, (await client.End("many")).Status);
        string[] lines = silo.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length < MostLines, silo.Said);
        Assert.DoesNotContain("Polly", silo.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("ServerGC", silo.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("Participant check thread", silo.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Information", true)]
    [InlineData("Error", false)]
    public async Task A_level_of_the_configuration_wins(string level, bool isHeard)
    {
        Dictionary<string, string> environment = new() { ["Logging__LogLevel__Orleans"] = level };
        using SiloProcess silo = SiloProcess.Begin(environment, Folders());
        await silo.Until("/health/ready", HttpStatusCode.OK);
        // It is read a little after it is said.
        if (isHeard)
        {
            await FaultRuns.Until(
                () => Task.FromResult(silo.Said.Contains("info: Orleans.", StringComparison.Ordinal)), seconds: 180, () => silo.Said);
        }
        else
        {
            Assert.DoesNotContain("info: Orleans.", silo.Said, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("warn: Orleans.", isHeard ? "" : silo.Said, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Said) Started(params string[] arguments)
    {
        int[] ports = FreePorts.Find(2);
        Dictionary<string, string> environment = new()
        {
            ["TICKSTORM__SILOPORT"] = ports[0].ToString(CultureInfo.InvariantCulture),
            ["TICKSTORM__GATEWAYPORT"] = ports[1].ToString(CultureInfo.InvariantCulture),
        };
        using ProcessLog silo = new("dotnet", [s_program, .. arguments], environment);
        silo.Process.WaitForExit();
        return (silo.Process.ExitCode, silo.Said.Trim());
    }

    private string[] Folders() =>
        ["Clustering=folder", $"ClusteringFolder={Path.Combine(_folder, "membership")}", "Storage=folder",
            $"StorageFolder={Path.Combine(_folder, "storage")}"];
}
