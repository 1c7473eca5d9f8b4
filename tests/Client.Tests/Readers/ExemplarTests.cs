using System.Text.Json;

namespace Tickstorm.Tests.Readers;

/// <summary>A metric leads to the tick that is worst in it.</summary>
public sealed class ExemplarTests
{
    [NpmFact("@opentelemetry/otlp-transformer", "node")]
    public void The_latency_of_a_run_has_its_worst_tick_as_an_exemplar_whose_trace_was_posted()
    {
        using Receiver receiver = new(_ => (200, []));
        ClientProcess client = ClientProcess.Run(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ClientProcess.PatientPosts], "run", "irq0-2007", "--design", "vmi-own-vector", "--cpus", "32",
            "--otlp");
        Assert.Equal(0, client.ExitCode);

        // Metrics may be posted more than once, as they stand.
        JsonElement exemplar = Assert.Single(
            Decoded(receiver, "/v1/metrics", "decode-metrics.cjs").EnumerateArray().DistinctBy(one => one.GetRawText()));
        JsonElement[] spans = [.. Decoded(receiver, "/v1/traces", "decode-otlp.cjs").GetProperty("spans").EnumerateArray()];
        JsonElement worst = Assert.Single(
            spans,
            span => Text(span, "trace") == Text(exemplar, "trace") && Text(span, "name") == "tick" && Text(span, "parent").Length == 0);

        Assert.Equal("tickstorm.tick.latency", Text(exemplar, "metric"));
        Assert.Equal("vmi-own-vector", Text(exemplar.GetProperty("attributes"), "design"));
        Assert.Equal("True", Text(worst.GetProperty("attributes"), "tick.late"));
        // From its expiry to its handler: the exemplar's own value.
        JsonElement handler = spans.First(span => Text(span, "trace") == Text(worst, "trace") && Text(span, "name") == "handler");
        long latencyNs = Time(handler) - Time(worst);
        Assert.Equal(latencyNs * 1e-9, exemplar.GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(latencyNs, spans.Where(span => Text(span, "name") == "handler").Max(
            span => Time(span) - spans.Where(
                root => Text(root, "trace") == Text(span, "trace") && Text(root, "parent").Length == 0).Min(Time)));
    }

    // A sample of anomalies has no tick of a run in which none was late: an exemplar would lead to a trace that is not there.
    [NpmFact("@opentelemetry/otlp-transformer", "node")]
    public void A_worst_tick_that_the_sample_left_out_is_no_exemplar()
    {
        using Receiver receiver = new(_ => (200, []));
        ClientProcess client = ClientProcess.Run(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address), ClientProcess.PatientPosts], "run", "irq0-2007", "--design", "native-lapic", "--cpus", "4", "--otlp");
        Assert.Equal(0, client.ExitCode);
        Assert.Empty(Decoded(receiver, "/v1/metrics", "decode-metrics.cjs").EnumerateArray());
    }

    private static long Time(JsonElement span) => long.Parse(Text(span, "start"), null);

    private static string Text(JsonElement one, string name) => one.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    // Bodies of one kind one after the other are one message: their lists are joined.
    private static JsonElement Decoded(Receiver receiver, string path, string script)
    {
        using TempFile file = new("posted.bin");
        File.WriteAllBytes(file.Path, [.. receiver.Bodies.Where(one => one.Path == path).SelectMany(one => one.Body)]);
        return JsonDocument.Parse(Tools.Run(
            "node", Path.Combine(AppContext.BaseDirectory, "data", script), NpmFactAttribute.Modules, file.Path)).RootElement;
    }
}
