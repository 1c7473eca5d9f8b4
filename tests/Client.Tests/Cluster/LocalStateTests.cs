using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Cluster;

/// <summary>What the client keeps of its silos, and what it does by it.</summary>
public sealed partial class LocalStateTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("tickstorm-state-").FullName;

    private string ClusterFile => Path.Combine(_home, "cluster.json");

    public void Dispose()
    {
        if (File.Exists(ClusterFile)) Client("cluster", "down");
        Directory.Delete(_home, recursive: true);
    }

    [Theory]
    [InlineData("{}", "the cluster's id or its silos are missing")]
    [InlineData("{\"Id\":\"dev-1\",\"Silos\":[{\"Pid\":", "LineNumber: 0")]
    [InlineData("{\"Id\":\"../x\",\"Silos\":[]}", "its id has other characters than a-z, 0-9, - and _")]
    [InlineData("{\"Id\":\"dev-1\",\"Silos\":[null]}", "a silo's process, port or log is missing")]
    public void A_damaged_cluster_file_is_named_with_what_is_wrong(string text, string why)
    {
        File.WriteAllText(ClusterFile, text);
        foreach (string command in new[] { "status", "down", "up" })
        {
            ClientProcess client = command == "status" ? Client("cluster", command, "some-run") : Client("cluster", command);
            Assert.Matches($"^{Regex.Escape(ClusterFile)} is damaged: .*{Regex.Escape(why)}.*\\. Remove it", client.Error);
            Assert.Equal(2, client.ExitCode);
        }

        File.Delete(ClusterFile);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"Birth\":{\"Boot\":\"0\",\"Ticks\":1},")]
    public void A_stranger_with_the_number_of_a_silo_survives_down(string? birth)
    {
        using Process stranger = Process.Start("/bin/sh", ["-c", "sleep 600; :"])!;
        try
        {
            File.WriteAllText(
                ClusterFile,
                $"{{\"Id\":\"dev-1\",\"Silos\":[{{\"Pid\":{stranger.Id},{birth}\"SiloPort\":1,\"GatewayPort\":2,\"HttpPort\":3,\"Log\":\"x\"}}]}}");
            ClientProcess down = Client("cluster", "down");
            Assert.Equal(0, down.ExitCode);
            Assert.Matches("^stopped 0 silos; 1 silo had ended before$", down.Output.Trim());
            Assert.False(stranger.HasExited);
        }
        finally
        {
            stranger.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void While_another_command_starts_silos_this_one_is_refused()
    {
        using FileStream other = new(Path.Combine(_home, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        ClientProcess up = Client("cluster", "up");
        Assert.Equal(2, up.ExitCode);
        Assert.Matches($"^Another tickstorm cluster command starts or stops silos in {Regex.Escape(_home)} just now", up.Error);
    }

    [Fact]
    public void A_home_that_is_no_folder_is_named()
    {
        string file = Path.Combine(_home, "file");
        File.WriteAllText(file, "");
        ClientProcess up = ClientProcess.Run([("TICKSTORM_HOME", file)], "cluster", "up");
        Assert.Equal(2, up.ExitCode);
        Assert.Matches("^TICKSTORM_HOME is .*/file; it must be a folder that can be written to", up.Error);
    }

    [Fact]
    public void Status_asks_no_gateway_of_a_silo_that_was_killed()
    {
        Assert.Equal(0, Client("cluster", "up", "--silos", "2").ExitCode);
        Assert.Equal(0, Client("cluster", "run", "irq0-2007", "--designs", "native-lapic").ExitCode);
        JsonNode silo = JsonNode.Parse(File.ReadAllText(ClusterFile))!["Silos"]![1]!;
        using (Process killed = Process.GetProcessById((int)silo["Pid"]!))
        {
            killed.Kill();
            killed.WaitForExit();
        }

        // Who is asked here never answers.
        using TcpListener gateway = new(IPAddress.Loopback, (int)silo["GatewayPort"]!);
        gateway.Start();
        // The other one finds it dead meanwhile.
        long began = Stopwatch.GetTimestamp();
        while (Client("cluster", "status").ExitCode != 0) Assert.True(Stopwatch.GetElapsedTime(began).TotalMinutes < 3, "There is no status.");
        // Of two gateways every second question would be put to this one.
        for (int i = 0; i < 8; i++) Assert.Equal(0, Client("cluster", "status").ExitCode);
        Assert.False(gateway.Pending());
        gateway.Stop();

        Assert.Matches("^stopped 1 silo; 1 silo had ended before", Client("cluster", "down").Output);
    }

    [Fact]
    public async Task Up_goes_on_with_the_runs_that_down_saved()
    {
        Assert.Equal(0, Client("cluster", "up").ExitCode);
        string id = Id();
        string yaml = Path.Combine(_home, "long.yaml");
        File.WriteAllText(yaml, "machine: {cpus: 16}\ntick: {hz: 1000, phases: skewed}\nrun: {duration: 800ms}\n");
        string[] design = [yaml, "--designs", "irq0-edge", "--window", "40us", "--json", "-"];
        Task<ClientProcess> watching = Task.Run(() => Client(["cluster", "run", .. design]));
        while (!HasCommitted())
        {
            if (watching.IsCompleted) Assert.Fail($"The run ended before anybody saw it run: {(await watching).Error}");
        }

        Assert.Equal(0, Client("cluster", "down").ExitCode);
        Assert.Matches("cluster up starts a local one", Client("cluster", "status").Error);
        ClientProcess up = Client("cluster", "up");
        Assert.Matches($"(?m)^cluster {id} goes on, with the runs that it had$", up.Output);
        Assert.Equal(id, Id());
        ClientProcess end = await watching;
        Assert.True(end.ExitCode == 0, end.Error);
        JsonNode here = JsonNode.Parse(Client(["compare", .. design]).Output)!;
        Assert.Equal(Digest(here), Digest(JsonNode.Parse(end.Output)!));
        Client("cluster", "down");
        Assert.Equal(0, Client("cluster", "up", "--new").ExitCode);
        Assert.NotEqual(id, Id());
    }

    private static string Digest(JsonNode result) => (string)result["designs"]![0]!["digest"]!;

    private string Id() => (string)JsonNode.Parse(File.ReadAllText(ClusterFile))!["Id"]!;

    private bool HasCommitted() => CommittedTime().IsMatch(Client("cluster", "status").Output);

    private ClientProcess Client(params string[] arguments) =>
        ClientProcess.Run([("TICKSTORM_HOME", _home), ClientProcess.OwnSilo], arguments);

    [GeneratedRegex(@"committed\D+[1-9].* of")]
    private static partial Regex CommittedTime();
}
