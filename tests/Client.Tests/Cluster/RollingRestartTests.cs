using System.Diagnostics;
using System.Text.Json;

namespace Tickstorm.Tests.Cluster;

/// <remarks>Slow without waiting for anything: each command is a process that starts and connects to the cluster.</remarks>
[Trait("Speed", "slow")]
public sealed class RollingRestartTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("tickstorm-rolling-").FullName;

    public void Dispose()
    {
        if (File.Exists(Path.Combine(_home, "cluster.json"))) ClientProcess.Run(Environment, "cluster", "down");
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public void A_client_follows_a_run_through_a_rolling_restart_of_all_silos()
    {
        Done("cluster", "up", "--silos", "2");
        int[] first = Silos();
        // However fast the engine is: by its windows alone it would take days.
        string run = Done(
            "cluster", "submit", "irq0-2007", "--designs", "native-lapic", "--cpus", "64", "--duration", "80000s", "--window", "10us").Trim();
        ClientProcess followed = ClientProcess.Run(Environment, _ => Roll(run, first), "cluster", "attach", run);
        Assert.Empty(first.Intersect(Silos()));
        // The one word that it waits for is said by a silo that was not there when it began.
        Assert.True(followed.ExitCode == 130, $"{followed.ExitCode}: {followed.Error}");
        Assert.Contains("Interrupted: this is what was finished until then", followed.Output, StringComparison.Ordinal);
        Assert.Matches($"{run}: the silos change at [0-9]+ ns", followed.Error);
    }

    // Each old silo goes when a new one is there, and the run goes on; then it is ended.
    private void Roll(string run, int[] old)
    {
        foreach (int silo in old)
        {
            Done("cluster", "add");
            Done("cluster", "drain", $"{silo}");
        }

        long before = CommittedNs(run), now = before, began = Stopwatch.GetTimestamp();
        while (now == before && Stopwatch.GetElapsedTime(began).TotalMinutes < 3) now = CommittedNs(run);
        Assert.InRange(now, before + 1, long.MaxValue);
        Done("cluster", "cancel", run);
    }

    private long CommittedNs(string run)
    {
        using JsonDocument status = JsonDocument.Parse(Done("cluster", "status", run, "--json", "-"));
        return status.RootElement.GetProperty("committedNs").GetInt64();
    }

    private int[] Silos()
    {
        using JsonDocument cluster = JsonDocument.Parse(File.ReadAllText(Path.Combine(_home, "cluster.json")));
        return [.. cluster.RootElement.GetProperty("Silos").EnumerateArray().Select(silo => silo.GetProperty("Pid").GetInt32())];
    }

    private (string Name, string Value)[] Environment => [("TICKSTORM_HOME", _home), ClientProcess.OwnSilo];

    private string Done(params string[] arguments)
    {
        ClientProcess client = ClientProcess.Run(Environment, arguments);
        Assert.True(client.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {client.ExitCode}: {client.Error}");
        return client.Output;
    }
}
