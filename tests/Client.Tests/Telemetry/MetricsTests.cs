using System.Diagnostics;

namespace Tickstorm.Tests.Telemetry;

/// <summary>
/// What a command measures, as a file. Each is a process of its own: a command hears all meters of its process, and what a test beside it
/// records would be in its figures.
/// </summary>
public sealed class MetricsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tickstorm-metrics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_file_has_the_figures_of_the_runs()
    {
        string[] lines = File.ReadAllLines(Measured());
        Assert.Contains("tickstorm_ticks_total{otel_scope_name=\"Tickstorm.Runs\",design=\"irq0-edge\",outcome=\"dropped\",scenario=\"irq0-2007\"} 255", lines);
        Assert.Contains(
            "tickstorm_ticks_total{otel_scope_name=\"Tickstorm.Runs\",design=\"native-lapic\",outcome=\"handled\",scenario=\"irq0-2007\"} 2560", lines);
        Assert.Contains("tickstorm_ticks_expected_total{otel_scope_name=\"Tickstorm.Runs\",design=\"irq0-edge\",scenario=\"irq0-2007\"} 2560", lines);
        Assert.Contains("tickstorm_cpus_stalled{otel_scope_name=\"Tickstorm.Runs\",design=\"irq0-edge\",scenario=\"irq0-2007\"} 255", lines);
        Assert.Contains("tickstorm_lock_queue_longest{otel_scope_name=\"Tickstorm.Runs\",design=\"irq0-edge\",scenario=\"irq0-2007\"} 256", lines);
        Assert.Contains("tickstorm_runs_total{otel_scope_name=\"Tickstorm.Runs\",complete=\"true\",design=\"irq0-edge\",scenario=\"irq0-2007\"} 1", lines);
        Assert.Contains(
            "tickstorm_ticks_lost_total{otel_scope_name=\"Tickstorm.Runs\",design=\"irq0-edge\",reason=\"line-in-progress\",scenario=\"irq0-2007\"} 255",
            lines);
        // Every handled tick took 400 ns: all are in the bucket up to 500 ns, none in that up to 200 ns.
        Assert.Contains(
            "tickstorm_tick_latency_seconds_bucket{otel_scope_name=\"Tickstorm.Runs\",design=\"native-lapic\",scenario=\"irq0-2007\",le=\"2E-07\"} 0", lines);
        Assert.Contains(
            "tickstorm_tick_latency_seconds_bucket{otel_scope_name=\"Tickstorm.Runs\",design=\"native-lapic\",scenario=\"irq0-2007\",le=\"5E-07\"} 2560", lines);
        Assert.Contains(
            lines, line => line.StartsWith("tickstorm_lock_wait_seconds_count{otel_scope_name=\"Tickstorm.Runs\",design=\"irq0-edge\",lock=\"line\",scenario=\"irq0-2007\"}",
            StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("tickstorm_engine_events_executed_total{", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("tickstorm_engine_rounds_total{", StringComparison.Ordinal));
        Assert.DoesNotContain(
            lines, line => line.Contains("cpu=\"", StringComparison.Ordinal) || line.Contains("cpu_id=\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_point_of_a_sweep_has_series_of_its_own()
    {
        string file = Path.Combine(_folder, "sweep.prom");
        Assert.Equal(0, ClientProcess.Run([], "sweep", "irq0-2007", "--designs", "irq0-edge", "--over", "cpus=4,8", "--metrics", file).ExitCode);
        string[] expected = [.. File.ReadAllLines(file).Where(line => line.StartsWith("tickstorm_ticks_expected_total", StringComparison.Ordinal))];
        Assert.Equal(
            [("cpus=4", "40"), ("cpus=8", "80")],
            expected.Select(line => (line.Split("point=\"")[1].Split('"')[0], line.Split(' ')[^1])));
    }

    [ToolFact("promtool")]
    public void Promtool_has_nothing_to_say_of_the_file()
    {
        (int exitCode, string said) = Promtool(File.ReadAllText(Measured()), "check", "metrics");
        Assert.True(exitCode == 0 && said.Length == 0, said);
    }

    [ToolFact("promtool")]
    public void The_rules_are_valid_and_their_tests_pass()
    {
        string folder = Path.Combine(Repository.Root, "deploy", "prometheus");
        (int check, string checkSaid) = Promtool("", "check", "rules", Path.Combine(folder, "tickstorm.rules.yaml"));
        Assert.True(check == 0, checkSaid);
        (int test, string testSaid) = Promtool("", "test", "rules", Path.Combine(folder, "tickstorm.rules.test.yaml"));
        Assert.True(test == 0, testSaid);
    }

    [Fact]
    public void The_rules_and_the_dashboard_speak_of_metrics_that_exist()
    {
        string known = File.ReadAllText(Measured()) + Repository.Text("Grains/ClusterMeter.cs").Replace('.', '_')
            + Repository.Text("Traces/Metrics/ExporterFaults.cs").Replace('.', '_')
            + Repository.Text("Traces/Metrics/RunMeter.cs").Replace('.', '_')
            + Repository.Text("Silo/CertificateMeter.cs").Replace('.', '_');
        foreach (string file in new[] { "deploy/prometheus/tickstorm.rules.yaml", "deploy/dashboards/tickstorm.json" })
        {
            string text = Repository.Text(file);
            string[] names =
                [.. System.Text.RegularExpressions.Regex.Matches(text,
                @"(?<![:\w])tickstorm_[a-z_]+(?![a-z_:])").Select(m => m.Value).Distinct()];
            Assert.NotEmpty(names);
            foreach (string name in names)
            {
                string stem = new[]
                {
                    "_total", "_bucket", "_seconds", "_bytes", "_seconds_bucket", "_seconds_count", "_bytes_total",
                }.OrderByDescending(s => s.Length).FirstOrDefault(s => name.EndsWith(s, StringComparison.Ordinal)) is
                {

                } suffix ? name[..^suffix.Length] : name;
                Assert.True(known.Contains(stem, StringComparison.Ordinal), $"{file} names {name}");
            }
        }
    }

    private string Measured()
    {
        string file = Path.Combine(_folder, "runs.prom");
        ClientProcess run = ClientProcess.Run(
            [], "compare", "irq0-2007", "--designs", "native-lapic,irq0-edge", "--metrics", file);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        return file;
    }

    private static (int ExitCode, string Said) Promtool(string input, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("promtool", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}
