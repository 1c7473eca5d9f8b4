using System.Diagnostics;
using System.Text.Json;

namespace Tickstorm.Tests.Cluster;

/// <summary>What a cluster refuses, ends or lets wait, as commands tell it.</summary>
[Trait("Speed", "slow")]
public sealed class LimitedClusterTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("tickstorm-limited-").FullName;

    public void Dispose()
    {
        if (File.Exists(Path.Combine(_home, "cluster.json"))) Client("cluster", "down");
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public void Refused_is_2_failed_is_3_and_a_run_that_waits_has_an_owner_and_a_place()
    {
        Done("cluster", "up");
        ClientProcess refused = Client("cluster", "submit", "irq0-2007", "--designs", "irq0-edge", "--cpus", "32");
        Assert.Equal(2, refused.ExitCode);
        Assert.Matches("^irq0-2007-irq0-edge-[0-9a-f]{8} has 32 CPUs; this cluster allows 8\\.$", refused.Error.Trim());

        string trace = Path.Combine(_home, "trace.dat");
        ClientProcess failed = Client("cluster", "run", "irq0-2007", "--designs", "irq0-edge", "--cpus", "8", "--trace", trace);
        Assert.True(failed.ExitCode == 3, $"{failed.ExitCode}: {failed.Error}");
        Assert.Matches("failed: .* was ended: its trace has [0-9.]+ MB, and this cluster allows 0 MB", failed.Error);
        Assert.DoesNotContain("internal error", failed.Error, StringComparison.Ordinal);

        // However fast the engine is: by its windows alone it would take days.
        string[] endless =
            ["cluster", "submit", "irq0-2007", "--designs", "native-lapic", "--cpus", "8", "--duration", "80000s", "--window", "10us"];
        string first = Done(endless).Trim(), second = Done(endless).Trim();
        JsonElement waiting = Status(second);
        long began = Stopwatch.GetTimestamp();
        while (waiting.GetProperty("status").GetString() != "queued" && Stopwatch.GetElapsedTime(began).TotalMinutes < 3) waiting = Status(second);
        Assert.Equal("queued", waiting.GetProperty("status").GetString());
        Assert.Equal(1, waiting.GetProperty("place").GetInt32());
        Assert.Equal(System.Environment.UserName, waiting.GetProperty("owner").GetString());
        Assert.Equal("as many runs go on as this cluster allows at once, 1", waiting.GetProperty("waits").GetString());
        Assert.Matches($"{second}.*queued, 1", Done("cluster", "list"));
        Done("cluster", "cancel", first);
        ClientProcess cancelled = Client("cluster", "attach", first);
        Assert.Equal(130, cancelled.ExitCode);
        Done("cluster", "cancel", second);
    }

    private JsonElement Status(string run) => JsonDocument.Parse(Done("cluster", "status", run, "--json", "-")).RootElement;

    private ClientProcess Client(params string[] arguments) => ClientProcess.Run(
    [
        ("TICKSTORM_HOME", _home), ClientProcess.OwnSilo, ("TICKSTORM__LIMITS__CPUS", "8"), ("TICKSTORM__LIMITS__TRACEBYTES", "5000"),
        ("TICKSTORM__LIMITS__RUNSATONCE", "1"),
    ], arguments);

    private string Done(params string[] arguments)
    {
        ClientProcess client = Client(arguments);
        Assert.True(client.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {client.ExitCode}: {client.Error}");
        return client.Output;
    }
}
