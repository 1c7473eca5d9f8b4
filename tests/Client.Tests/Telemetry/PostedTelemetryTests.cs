using System.Text;

namespace Tickstorm.Tests.Telemetry;

public class PostedTelemetryTests
{
    [Fact]
    public void Compare_posts_metrics_and_wall_clock_spans_under_the_clients_name()
    {
        using Receiver receiver = new(_ => (200, []));
        ClientProcess client = ClientProcess.Run(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ClientProcess.PatientPosts], "compare", "irq0-2007", "--designs", "irq0-edge", "--otlp");
        Assert.Equal("", client.Error);
        Assert.Equal(0, client.ExitCode);
        string taken = Encoding.Latin1.GetString(receiver.Taken.ToArray());
        Assert.Contains(receiver.Requests, request => request.Path == "/v1/metrics");
        Assert.Contains(receiver.Requests, request => request.Path == "/v1/traces");
        Assert.Contains("tickstorm-client", taken, StringComparison.Ordinal);
        Assert.Contains("tickstorm.tick.latency", taken, StringComparison.Ordinal);
        Assert.Contains("compare", taken, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_that_takes_nothing_is_named_and_does_not_change_the_result()
    {
        using Receiver receiver = new(_ => (404, []));
        ClientProcess client = ClientProcess.Run(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ClientProcess.PatientPosts], "compare", "irq0-2007", "--designs", "irq0-edge", "--otlp");
        Assert.Contains("--otlp: metrics or wall-clock spans were not taken", client.Error, StringComparison.Ordinal);
        Assert.Contains(receiver.Address, client.Error, StringComparison.Ordinal);
        Assert.Equal(0, client.ExitCode);
        Assert.Contains("irq0-edge", client.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_that_nobody_took_are_what_a_run_may_be_told_to_fail_on()
    {
        using Receiver receiver = new(_ => (404, []));
        ClientProcess client = ClientProcess.Run(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ClientProcess.PatientPosts], "run", "irq0-2007", "--cpus", "8", "--design", "irq0-edge", "--otlp",
            "--fail-on", "lost-spans");
        Assert.Equal(1, client.ExitCode);
        Assert.Contains(receiver.Address, client.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Posting_without_an_endpoint_is_refused()
    {
        ClientProcess client = ClientProcess.Run(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", "")], "sweep", "irq0-2007", "--over", "cpus=1..2", "--otlp");
        Assert.Equal(2, client.ExitCode);
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", client.Error, StringComparison.Ordinal);
    }
}
