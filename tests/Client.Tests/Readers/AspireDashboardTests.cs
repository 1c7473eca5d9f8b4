using System.Text.Json;

namespace Tickstorm.Tests.Readers;

/// <summary>A real backend is told runs while they go on, and asked what it holds.</summary>
public sealed class AspireDashboardTests
{
    [AspireFact]
    public void A_run_that_is_posted_twice_is_two_runs_and_nothing_is_rejected()
    {
        using AspireDashboard dashboard = new();
        Post(("OTEL_EXPORTER_OTLP_ENDPOINT", dashboard.Http));
        int once = dashboard.Spans().Length;
        Post(("OTEL_EXPORTER_OTLP_ENDPOINT", dashboard.Http));
        JsonElement[] spans = dashboard.Spans();

        Assert.True(once > 1_000);
        Assert.Equal(2 * once, spans.Length);
        Assert.DoesNotContain(spans, span => Unix(span, "endTimeUnixNano") <= Unix(span, "startTimeUnixNano"));
        JsonElement[] contentions = [.. spans.Where(span => Name(span) == "contention line 0")];
        Assert.Equal(2, contentions.Length);
        Assert.All(contentions, contention => Assert.Equal("255", Attribute(contention, "contention.waiters")));
        JsonElement[] waiters = [.. spans.Where(span => Trace(span) == Trace(contentions[0]) && Name(span) == "dropped")];
        Assert.Equal(255, waiters.Length);
        // The staircase: each begins after the one before, to the dashboard's resolution of 100 ns.
        long[] begins = [.. waiters.Select(span => Unix(span, "startTimeUnixNano")).Order()];
        Assert.Equal(255, begins.Distinct().Count());
    }

    [AspireFact]
    public void Every_protocol_is_taken_and_what_the_backend_gives_back_can_be_analysed()
    {
        foreach (string protocol in new[] { "http/protobuf", "http/json", "grpc" })
        {
            using AspireDashboard dashboard = new();
            Post(("OTEL_EXPORTER_OTLP_ENDPOINT", protocol == "grpc" ? dashboard.Grpc : dashboard.Http),
                // The dashboard unpacks gRPC alone.
                ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
                ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", protocol == "grpc" ? "gzip" : "none"));
            using TempFile export = new("export.json");
            File.WriteAllText(export.Path, dashboard.Traces());
            ClientRun analysis = ClientRun.Real("analyze", export.Path, "--json", "-");

            Assert.Equal("", analysis.Error);
            JsonElement figures = JsonDocument.Parse(analysis.Output).RootElement;
            Assert.Equal("otlp-backend", figures.GetProperty("source").GetProperty("format").GetString());
            Assert.Equal(255, figures.GetProperty("totals").GetProperty("dropped").GetInt32());
        }
    }

    [AspireFact]
    public void Anomalies_are_what_a_backend_that_keeps_a_thousand_traces_has_at_the_end()
    {
        using AspireDashboard dashboard = new(traces: 1_000);
        Post(["--cpus", "64", "--duration", "2s"], ("OTEL_EXPORTER_OTLP_ENDPOINT", dashboard.Http));
        Assert.Equal(63, dashboard.Spans().Count(span => Name(span) == "tick" && Attribute(span, "tick.outcome") == "dropped"));
    }

    private static void Post(params (string, string)[] environment) => Post([], environment);

    private static void Post(string[] more, params (string, string)[] environment)
    {
        ClientProcess client = ClientProcess.Run(
            [ClientProcess.PatientPosts, .. environment], ["run", "irq0-2007", "--design", "irq0-edge", "--otlp", "--fail-on", "lost-spans", .. more]);
        Assert.True(client.ExitCode == 0, client.Error);
        Assert.DoesNotContain("not taken", client.Error, StringComparison.Ordinal);
    }

    private static string Name(JsonElement span) => span.GetProperty("name").GetString()!;

    private static string Trace(JsonElement span) => span.GetProperty("traceId").GetString()!;

    private static long Unix(JsonElement span, string name) =>
        long.Parse(span.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static string? Attribute(JsonElement span, string key) => span.GetProperty("attributes").EnumerateArray()
        .Where(one => one.GetProperty("key").GetString() == key)
        .Select(one => one.GetProperty("value").GetProperty("stringValue").GetString()).FirstOrDefault();
}
