using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Cluster;

/// <summary>Runs that belong to the cluster, and not to who started them.</summary>
/// <remarks>Slow without waiting for anything: each command is a process that starts and connects to the cluster.</remarks>
[Trait("Speed", "slow")]
public sealed class SubmittedRunTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("tickstorm-home-").FullName;
    private readonly string _elsewhere = Directory.CreateTempSubdirectory("tickstorm-elsewhere-").FullName;

    public void Dispose()
    {
        if (File.Exists(Path.Combine(_home, "cluster.json"))) Client("cluster", "down");
        Directory.Delete(_home, recursive: true);
        Directory.Delete(_elsewhere, recursive: true);
    }

    [Fact]
    public void A_run_is_submitted_listed_followed_kept_through_a_restart_and_removed()
    {
        Done("cluster", "up", "--silos", "2");
        string run = Done("cluster", "submit", "irq0-2007", "--designs", "irq0-edge", "--cpus", "32").Output.Trim();
        ClientProcess followed = Done("cluster", "attach", run);
        string digest = Simulator.Run(
            Repository.Scenario("irq0-2007") with { Machine = Repository.Scenario("irq0-2007").Machine with { Cpus = 32 } }, "irq0-edge",
            new EngineOptions { Kind = "sequential" }).Digest;
        Assert.Contains($"digest {digest}", followed.Output, StringComparison.Ordinal);
        using (JsonDocument list = JsonDocument.Parse(Done("cluster", "list", "--json", "-").Output))
        {
            JsonElement listed = Assert.Single(list.RootElement.GetProperty("runs").EnumerateArray());
            Assert.Equal(run, listed.GetProperty("run").GetString());
            Assert.Equal("done", listed.GetProperty("status").GetString());
            Assert.Equal(1, listed.GetProperty("share").GetDouble());
        }

        Assert.Contains("has joined cluster", Done("cluster", "logs", "--lines", "1000").Output, StringComparison.Ordinal);
        string first = JsonDocument.Parse(File.ReadAllText(Path.Combine(_home, "cluster.json"))).RootElement.GetProperty("Silos")[0]
            .GetProperty("Pid").GetInt32().ToString(CultureInfo.InvariantCulture);
        Assert.Matches($"^silo {first} has left; 1 silo remains", Done("cluster", "drain", first).Output);
        ClientProcess none = Client("cluster", "drain", first);
        Assert.Equal(2, none.ExitCode);
        Assert.Matches($"^No silo of this cluster is process {first}; it must be one of [0-9]+$", none.Error.Trim());
        Done("cluster", "down");
        Done("cluster", "up");

        // From anywhere: the gateway is all that somebody else needs.
        using JsonDocument cluster = JsonDocument.Parse(File.ReadAllText(Path.Combine(_home, "cluster.json")));
        string gateway = $"127.0.0.1:{cluster.RootElement.GetProperty("Silos")[0].GetProperty("GatewayPort").GetInt32()}";
        ClientProcess result = ClientProcess.Run(
            [("TICKSTORM_HOME", _elsewhere), ("TICKSTORM_GATEWAYS", gateway),
            ("TICKSTORM_CLUSTER", cluster.RootElement.GetProperty("Id").GetString()!)],
            "cluster", "result", run, "--json", "-", "--report", Path.Combine(_elsewhere, "result.html"));
        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument figures = JsonDocument.Parse(result.Output);
        Assert.Equal(digest, figures.RootElement.GetProperty("designs")[0].GetProperty("digest").GetString());
        Assert.Contains("</html>", File.ReadAllText(Path.Combine(_elsewhere, "result.html")), StringComparison.Ordinal);

        Assert.Equal("removed", Done("cluster", "rm", run).Output.Trim());
        Assert.Equal("none yet", Done("cluster", "list").Output.Trim());
        foreach (string command in new[] { "result", "attach", "rm", "status" })
        {
            ClientProcess gone = Client("cluster", command, run);
            Assert.Equal(2, gone.ExitCode);
            Assert.Equal($"There is no run {run}.", gone.Error.Trim());
        }
    }

    [Fact]
    public void A_run_outlives_the_terminal_of_who_started_it_and_ends_by_cancel()
    {
        Done("cluster", "up");
        // However fast the engine is: by its windows alone it would take days.
        string[] endless =
            ["cluster", "run", "irq0-2007", "--designs", "native-lapic", "--cpus", "64", "--duration", "80000s", "--window", "10us"];
        ClientProcess left = Signalled(Signals.Heard("HUP", "TERM").First(), endless);
        Assert.True(left.ExitCode == 0, left.Error);
        Assert.Matches("goes on without this command; tickstorm cluster attach irq0-2007-native-lapic-[0-9a-f]{8} follows it", left.Error);
        Assert.Contains("running", Done("cluster", "list").Output, StringComparison.Ordinal);
        ClientProcess early = Client("cluster", "result");
        Assert.Equal(2, early.ExitCode);
        Assert.Matches("has not ended; tickstorm cluster attach .* follows it to its end", early.Error);
        Assert.Equal(2, Client("cluster", "rm").ExitCode);
        Assert.Equal(0, Signalled(Signals.Heard("INT", "HUP", "TERM").First(), "cluster", "attach").ExitCode);
        using (JsonDocument status = ComingOn())
        {
            Assert.Equal("running", status.RootElement.GetProperty("status").GetString());
            Assert.True(status.RootElement.GetProperty("nsPerSecond").GetDouble() > 0);
            Assert.True(status.RootElement.GetProperty("secondsLeft").GetDouble() > 0);
        }

        Done("cluster", "cancel");
        ClientProcess cancelled = Client("cluster", "attach");
        Assert.Equal(130, cancelled.ExitCode);
        Assert.Contains("Interrupted: this is what was finished until then", cancelled.Output, StringComparison.Ordinal);
    }

    // In the half second that it asks for the run may not come on, on a busy machine.
    private JsonDocument ComingOn()
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            JsonDocument status = JsonDocument.Parse(Done("cluster", "status", "--json", "-").Output);
            if (status.RootElement.GetProperty("nsPerSecond").ValueKind == JsonValueKind.Number || Stopwatch.GetElapsedTime(began).TotalMinutes > 3)
                return status;
            status.Dispose();
        }
    }

    // It is signalled when it has told how far the run is: it follows it then, and listens to signals.
    private ClientProcess Signalled(string signal, params string[] arguments)
    {
        using Process process = ClientProcess.Start(Environment, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        StringBuilder error = new();
        while (process.StandardError.ReadLine() is { } line)
        {
            error.AppendLine(line);
            if (!line.Contains(" %, ", StringComparison.Ordinal)) continue;
            Signals.Send(signal, process.Id);
            break;
        }

        error.Append(process.StandardError.ReadToEnd());
        process.WaitForExit();
        return new ClientProcess(process.ExitCode, output.Result, error.ToString());
    }

    private (string Name, string Value)[] Environment => [("TICKSTORM_HOME", _home), ClientProcess.OwnSilo];

    private ClientProcess Client(params string[] arguments) => ClientProcess.Run(Environment, arguments);

    private ClientProcess Done(params string[] arguments)
    {
        ClientProcess client = Client(arguments);
        Assert.True(client.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {client.ExitCode}: {client.Error}");
        return client;
    }
}
