using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using Tickstorm.Contracts.Runs;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests.Silos;

[Collection(SiloProcesses.Name)]
public sealed class SiloTelemetryTests : IDisposable
{
    private const string Run = "watched";
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-silos-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Spans_of_epochs_windows_rounds_batches_and_checkpoints_arrive_and_none_of_single_calls()
    {
        using Receiver receiver = new(_ => (200, []));
        Dictionary<string, string> environment = new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["TICKSTORM__CLUSTERING"] = "folder",
            ["TICKSTORM__CLUSTERINGFOLDER"] = Path.Combine(_folder, "membership"),
            ["TICKSTORM__STORAGE"] = "folder",
            ["TICKSTORM__STORAGEFOLDER"] = Path.Combine(_folder, "storage"),
        };
        SiloProcess[] silos = [.. Enumerable.Range(0, 2).Select(_ => SiloProcess.Begin(environment, SiloProcess.Patient))];
        try
        {
            foreach (SiloProcess silo in silos) await silo.Until("/health/ready", HttpStatusCode.OK);
            await using (OutsideClient client = await OutsideClient.Connect(silos, "tickstorm"))
            {
                Assert.Null((await client.Machine(Run).Start(Runs.BriefRequest)).Refusal);
                Assert.Equal(Runs.BriefDigest, (await client.Result(Run, Runs.Brief, Runs.Design)).Digest);
            }

            // Each sends what it still has when it stops.
            foreach (SiloProcess silo in silos) Assert.Equal(0, await silo.Terminate());
        }
        finally
        {
            foreach (SiloProcess silo in silos) silo.Dispose();
        }

        string taken = Encoding.Latin1.GetString(receiver.Taken.ToArray());
        Assert.Contains("tickstorm-silo", taken, StringComparison.Ordinal);
        foreach (string span in new[] { "epoch", "window", "round", "batch", "checkpoint" })
            Assert.Contains($"*{(char)span.Length}{span}", taken, StringComparison.Ordinal);
        Assert.Contains("tickstorm.cluster.windows", taken, StringComparison.Ordinal);
        // The log too, with what clients did.
        Assert.Contains("calls {What} of {Run}", taken, StringComparison.Ordinal);
        Assert.DoesNotContain("IVirtualCpuGrain/", taken, StringComparison.Ordinal);
        Assert.DoesNotContain("ILocalApicGrain/", taken, StringComparison.Ordinal);
    }

    [ToolFact("promtool")]
    public async Task Promtool_reads_what_a_silo_answers_and_has_nothing_to_say_of_tickstorms_part()
    {
        using SiloProcess silo = (await SiloProcess.Start(1))[0];
        await using (OutsideClient client = await OutsideClient.Connect([silo], "tickstorm"))
        {
            Assert.Null((await client.Machine(Run).Start(Runs.Request())).Refusal);
            Assert.Equal(RunStatus.Done, (await client.End(Run)).Status);
        }

        string text = (await silo.Ask("/metrics"))!.Value.Text;
        using Process promtool = Process.Start(
            new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true })!;
        Task<string> output = promtool.StandardOutput.ReadToEndAsync(), error = promtool.StandardError.ReadToEndAsync();
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();
        // 3: it has read all and would name something otherwise; Orleans describes none of its metrics.
        Assert.True(promtool.ExitCode is 0 or 3, await error);
        Assert.DoesNotContain("tickstorm", await output + await error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_listens_on_loopback_only()
    {
        using SiloProcess silo = (await SiloProcess.Start(1))[0];
        HashSet<int> own = [silo.SiloPort, silo.GatewayPort, silo.HttpPort];
        IPEndPoint[] listening =
            [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(point => own.Contains(point.Port))];
        Assert.Equal(own.Order(), listening.Select(point => point.Port).Order());
        Assert.All(listening, point => Assert.Equal(IPAddress.Loopback, point.Address));
    }
}
