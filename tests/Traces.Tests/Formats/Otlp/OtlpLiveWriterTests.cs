using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Formats.Otlp;

namespace Tickstorm.Tests.Formats.Otlp;

public sealed class OtlpLiveWriterTests
{
    [Fact]
    public void What_arrives_is_what_a_file_holds()
    {
        using Receiver receiver = new(_ => (200, []));
        Streams streams = Streams.Native(4, 400);

        OtlpLiveWriter writer = Send(receiver, streams);

        Assert.Equal(0, writer.LostSpans);
        Assert.All(receiver.Requests, request => Assert.Equal(("/v1/traces", "application/x-protobuf", "secret"), request));
        Assert.True(receiver.Requests.Count > 1);
        using TempFolder folder = new();
        File.WriteAllBytes(folder.Path("live.otlp"), receiver.Taken.ToArray());
        AnalysisResult result = TraceAnalyzer.Analyze(folder.Path("live.otlp"));
        Assert.Equal(1_600, result.Totals.Handled);
        Assert.Equal(result.Totals, result.Counted);
    }

    [Fact]
    public void A_busy_receiver_is_asked_again_and_nothing_is_lost()
    {
        using Receiver receiver = new(number => (number % 2 == 0 ? 503 : 200, []));
        OtlpLiveWriter writer = Send(receiver, Streams.Native(4, 200));
        Assert.Equal(0, writer.LostSpans);
        Assert.Null(writer.Fault);
    }

    [Fact]
    public void What_a_receiver_refuses_is_counted_and_not_sent_again()
    {
        using Receiver receiver = new(_ => (400, []));
        OtlpLiveWriter writer = Send(receiver, Streams.Native(2, 10));
        Assert.Equal(writer.Spans, writer.LostSpans);
        Assert.Contains("400", writer.Fault, StringComparison.Ordinal);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public void Spans_that_a_receiver_rejects_in_part_are_counted()
    {
        // ExportTraceServiceResponse { partial_success { rejected_spans: 7 } }
        using Receiver receiver = new(_ => (200, [0x0a, 0x02, 0x08, 0x07]));
        OtlpLiveWriter writer = Send(receiver, Streams.Native(2, 10));
        Assert.Equal(7, writer.LostSpans);
    }

    [Fact]
    public void Without_a_receiver_the_run_ends_and_says_what_was_lost()
    {
        OtlpEndpoint endpoint = new() { Traces = new Uri("http://127.0.0.1:1/v1/traces"), Timeout = TimeSpan.FromSeconds(1) };
        Streams streams = Streams.Native(2, 10);
        OtlpLiveWriter writer = new(endpoint, streams.Info, tries: 2, TimeSpan.FromMilliseconds(1));
        writer.Write(streams.Records);
        writer.Dispose();
        Assert.Equal(writer.Spans, writer.LostSpans);
        Assert.NotNull(writer.Fault);
    }

    [Theory]
    [InlineData("http://h:4318", null, "http://h:4318/v1/traces")]
    [InlineData("http://h:4318/base/", null, "http://h:4318/base/v1/traces")]
    [InlineData("http://h:4318", "http://t:1/x", "http://t:1/x")]
    public void The_environment_names_the_endpoint(string common, string? own, string expected)
    {
        OtlpEndpoint? endpoint = OtlpEndpoint.FromEnvironment(name => name switch
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => common,
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" => own,
            "OTEL_EXPORTER_OTLP_HEADERS" => "x-key=a%20b, other=c",
            _ => null,
        });
        Assert.Equal(expected, endpoint?.Traces.ToString());
        Assert.Equal([("x-key", "a b"), ("other", "c")], endpoint!.Headers);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/xml")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "novalue")]
    public void A_variable_that_cannot_be_used_is_named(string variable, string value)
    {
        FormatException fault = Assert.Throws<FormatException>(() => OtlpEndpoint.FromEnvironment(
            name => name == variable ? value : name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://h:4318" : null));
        Assert.Contains(variable, fault.Message, StringComparison.Ordinal);
    }

    private static OtlpLiveWriter Send(Receiver receiver, Streams streams)
    {
        OtlpEndpoint endpoint = new()
        {
            Traces = new Uri(receiver.Address + "/v1/traces"), Headers = [("x-key", "secret")], Timeout = TimeSpan.FromMinutes(2),
        };
        OtlpLiveWriter writer = new(endpoint, streams.Info, tries: 3, TimeSpan.FromMilliseconds(1));
        writer.Write(streams.Records);
        writer.Complete(streams.Totals());
        writer.Dispose();
        return writer;
    }
}
