using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Cluster;

/// <summary>The cluster commands as a user types them, with silo processes on this machine.</summary>
/// <remarks>Slow without waiting for anything: each command is a process that starts, and most connect to the cluster.</remarks>
[Trait("Speed", "slow")]
public sealed partial class LocalClusterTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("tickstorm-home-").FullName;

    public void Dispose()
    {
        // Whatever a failed test has left running.
        if (File.Exists(Path.Combine(_home, "cluster.json"))) Client("cluster", "down");
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public void A_cluster_comes_up_runs_shows_its_parts_and_goes_down()
    {
        ClientProcess up = Done("cluster", "up", "--silos", "2");
        Assert.Contains("2 silos are ready; stop with: tickstorm cluster down", up.Output, StringComparison.Ordinal);
        Assert.Equal(2, Pid().Count(up.Output));
        ClientProcess again = Client("cluster", "up");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("A cluster is running already", again.Error, StringComparison.Ordinal);

        // Every key reaches the cluster: the same run as here.
        string[] set = ["irq0-2007", "--cpus", "8", "--designs", "vmi-percpu", "--set", "costs.vm.exit=4us", "--set", "tick.hz=500", "--json",
            "-"];
        using JsonDocument changed = JsonDocument.Parse(Done(["cluster", "run", .. set]).Output),
            here = JsonDocument.Parse(ClientRun.Real(["compare", .. set]).Output);
        Assert.Equal(DigestOf(here), DigestOf(changed));
        Assert.Equal(500, changed.RootElement.GetProperty("hz").GetInt32());
        Assert.Equal(2, Client("cluster", "run", "irq0-2007", "--set", "costs.vm.exti=4us").ExitCode);

        using JsonDocument run = JsonDocument.Parse(
            Done("cluster", "run", "irq0-2007", "--designs", "irq0-edge", "--json", "-").Output);
        JsonElement outcome = run.RootElement.GetProperty("designs")[0];
        Assert.Equal(Digest("irq0-edge"), outcome.GetProperty("digest").GetString());
        Assert.Equal("cluster", outcome.GetProperty("engine").GetProperty("kind").GetString());

        string status = Done("cluster", "status").Output;
        Assert.Contains("irq0-2007-irq0-edge-", status, StringComparison.Ordinal);
        Assert.Contains("done", status, StringComparison.Ordinal);
        Assert.Contains("10.5ms of 10.5ms, 100 %", status, StringComparison.Ordinal);
        Assert.Contains("10.5ms", Done("cluster", "checkpoints").Output, StringComparison.Ordinal);
        // Core 3's tick was dropped: nothing is in service or requested, and nothing is armed.
        Assert.Contains("0x03000000", Done("cluster", "inspect", "lapic", "3").Output, StringComparison.Ordinal);
        Assert.NotEmpty(Done("cluster", "inspect", "ioapic", "0").Output);
        CanBeReadAtAnyWidth("cluster", "status");
        CanBeReadAtAnyWidth("cluster", "inspect", "lapic", "3");
        ClientProcess beyond = Client("cluster", "inspect", "cpu", "256");
        Assert.Equal(2, beyond.ExitCode);
        Assert.Contains("256", beyond.Error, StringComparison.Ordinal);
        Assert.Equal(2, Client("cluster", "status", "no-such-run").ExitCode);
        Assert.Equal(2, Client("cluster", "checkpoints", "no-such-run").ExitCode);

        Assert.Contains("stopped 2 silos", Done("cluster", "down").Output, StringComparison.Ordinal);
        foreach (Match pid in Pid().Matches(up.Output))
            Assert.True(HasEnded(pid.Groups[1].Value), "The silo still runs.");
        ClientProcess nothing = Client("cluster", "down");
        Assert.Equal(2, nothing.ExitCode);
        Assert.Contains("No cluster was started from here", nothing.Error, StringComparison.Ordinal);
    }

    private void CanBeReadAtAnyWidth(params string[] command)
    {
        if (Tools.Path("script") is null) return;
        HashSet<string> figures = [.. Figure().Matches(Done(command).Output).Select(match => match.Value)];
        foreach (int columns in new[] { 60, 80, 100, 120 })
        {
            string[] lines = Terminals.Terminal.Lines(columns, [("TICKSTORM_HOME", _home)], command);
            Assert.All(lines, line => Assert.True(line.Length <= columns, line));
            Assert.All(lines.SelectMany(line => Figure().Matches(line)), figure => Assert.Contains(figure.Value, figures));
        }
    }

    [Fact]
    public void The_first_silo_may_be_killed_and_the_others_run_on()
    {
        ClientProcess up = Done("cluster", "up", "--silos", "2");
        using (Process first = Process.GetProcessById(int.Parse(Pid().Match(up.Output).Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture)))
        {
            first.Kill();
        }

        using JsonDocument run = JsonDocument.Parse(
            Done("cluster", "run", "irq0-2007", "--designs", "native-lapic", "--json", "-").Output);
        Assert.Equal(Digest("native-lapic"), run.RootElement.GetProperty("designs")[0].GetProperty("digest").GetString());
        Done("cluster", "down");
    }

    [Fact]
    public void Silos_are_added_to_a_cluster_and_what_a_replaced_cluster_left_is_collected()
    {
        ClientProcess alone = Client("cluster", "add");
        Assert.Equal(2, alone.ExitCode);
        Assert.Matches("^No silo runs here to be joined: tickstorm cluster up starts a cluster", alone.Error);
        string id = Added().Match(Done("cluster", "up").Output + Done("cluster", "add").Output).Groups[1].Value;
        ClientProcess many = Client("cluster", "add", "--silos", "64");
        Assert.Equal(2, many.ExitCode);
        Assert.Matches("^--silos is 64; with the 2 that there are it must be at most 64", many.Error);
        using JsonDocument run = JsonDocument.Parse(
            Done("cluster", "run", "irq0-2007", "--designs", "native-lapic", "--json", "-").Output);
        JsonElement outcome = run.RootElement.GetProperty("designs")[0];
        Assert.Equal(Digest("native-lapic"), outcome.GetProperty("digest").GetString());
        Assert.Equal(2, outcome.GetProperty("engine").GetProperty("threads").GetInt32());
        // Its own cluster is kept, running or not.
        Assert.Equal("0 clusters removed", Done("cluster", "gc").Output.Trim());
        Assert.Contains("stopped 2 silos", Done("cluster", "down").Output, StringComparison.Ordinal);
        Assert.Equal("0 clusters removed", Done("cluster", "gc").Output.Trim());

        Done("cluster", "up", "--new");
        string old = Path.Combine(_home, id);
        Assert.Matches($"{Regex.Escape(old)}, [0-9,]+ bytes\n1 cluster would be removed", Done("cluster", "gc", "--dry-run").Output);
        Assert.True(Directory.Exists(old));
        Assert.Contains("1 cluster removed", Done("cluster", "gc").Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(old));
        Done("cluster", "down");
    }

    [Fact]
    public void The_folder_of_a_cluster_whose_silos_nobody_remembers_is_left()
    {
        Done("cluster", "up");
        string file = Path.Combine(_home, "cluster.json"), cluster = File.ReadAllText(file);
        File.Delete(file);
        try
        {
            Assert.Matches("dev-[0-9a-f]{8} is left: silos of it still run\n0 clusters removed", Done("cluster", "gc").Output);
        }
        finally
        {
            File.WriteAllText(file, cluster);
        }

        Done("cluster", "down");
    }

    [Fact]
    public void Without_a_cluster_a_run_says_how_to_start_one()
    {
        ClientProcess run = Client("cluster", "run", "irq0-2007");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("tickstorm cluster up starts a local one", run.Error, StringComparison.Ordinal);
    }

    private static string? DigestOf(JsonDocument result) => result.RootElement.GetProperty("designs")[0].GetProperty("digest").GetString();

    private static string Digest(string design) =>
        Simulator.Run(Repository.Scenario("irq0-2007"), design, new EngineOptions { Kind = "sequential" }).Digest;

    // What ended may stay in the table until its parent, or who adopted it, has looked.
    private static bool HasEnded(string pid) =>
        !File.Exists($"/proc/{pid}/stat") || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    private ClientProcess Client(params string[] arguments) =>
        ClientProcess.Run([("TICKSTORM_HOME", _home), ClientProcess.OwnSilo], arguments);

    private ClientProcess Done(params string[] arguments)
    {
        ClientProcess client = Client(arguments);
        Assert.True(client.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {client.ExitCode}: {client.Error}");
        return client;
    }

    [GeneratedRegex(@"\b(0x)?[0-9a-f.,]*[0-9][0-9a-f.,]*\b")]
    private static partial Regex Figure();

    [GeneratedRegex(@"joined cluster (dev-[0-9a-f]{8})$", RegexOptions.Multiline)]
    private static partial Regex Added();

    [GeneratedRegex(@"^silo (\d+)", RegexOptions.Multiline)]
    private static partial Regex Pid();
}
