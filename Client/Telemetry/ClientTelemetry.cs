using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tickstorm.Client.Shell;
using Tickstorm.Results;
using Tickstorm.Traces.Formats.Otlp;
using Tickstorm.Traces.Metrics;

namespace Tickstorm.Client.Telemetry;

/// <summary>Metrics of a command's runs, and its spans in wall time, to where they were asked for.</summary>
internal sealed class ClientTelemetry : IDisposable
{
    /// <summary>The service's name: not that of the simulated machine, whose spans are in virtual time.</summary>
    public const string ServiceName = "tickstorm-client";

    private const int FlushMilliseconds = 10_000;
    private readonly RunMeter _meter = new();
    private readonly ExporterFaults _faults = new();
    private readonly ActivitySource _source = new("Tickstorm.Client");
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;
    private readonly Activity? _command;

    /// <summary>Begins to collect; with <paramref name="posts"/> what was collected is posted to the OTEL_ endpoint.</summary>
    public ClientTelemetry(string command, bool posts, CancellationToken cancel)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService(
            ServiceName, autoGenerateServiceInstanceId: false).AddEnvironmentVariableDetector();
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(
            "Tickstorm.*").AddPrometheusExporter();
        if (posts)
        {
            metrics.AddOtlpExporter(options => Prepare(options, cancel));
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(
                "Tickstorm.*", "Microsoft.Orleans.*").AddOtlpExporter(options => Prepare(options, cancel)).Build();
        }

        _metrics = metrics.Build();
        _command = _source.StartActivity(command);
    }

    /// <summary>The context with every run measured.</summary>
    public ClientContext Watch(ClientContext context) => context with
    {
        Simulate = (scenario, design, options, trace, progress, cancel) =>
        {
            using Activity? span = _source.StartActivity("run");
            span?.SetTag("scenario", scenario.Name).SetTag("design", design).SetTag("cpus", scenario.Machine.Cpus).SetTag(
                "seed", scenario.Run.Seed.ToString(null, null)).SetTag("engine", options.Kind);
            DesignResult result = context.Simulate(scenario, design, options, trace, progress, cancel);
            span?.SetTag("digest", result.Digest).SetTag("complete", result.Complete);
            _meter.Record(result);
            return result;
        },
    };

    /// <summary>Counts interrupt spans that were lost.</summary>
    public void LoseSpans(long count) => _meter.LoseSpans(count);

    /// <summary>Writes all metrics as Prometheus text.</summary>
    public void WriteText(Stream target) => target.Write(MetricsText.Of(_metrics).GetAwaiter().GetResult());

    /// <summary>Sends what is left; why something was lost, or null.</summary>
    public string? Flush()
    {
        _command?.Stop();
        _traces?.ForceFlush(FlushMilliseconds);
        _metrics.ForceFlush(FlushMilliseconds);
        return _traces is null ? null : _faults.Last;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _command?.Dispose();
        _traces?.Dispose();
        _metrics.Dispose();
        _source.Dispose();
        _meter.Dispose();
        _faults.Dispose();
    }

    // What the specification recommends, and what the interrupt spans are posted as.
    private static void Prepare(OtlpExporterOptions options, CancellationToken cancel)
    {
        options.HttpClientFactory = () => OtlpPatience.Client(TimeSpan.FromMilliseconds(options.TimeoutMilliseconds), cancel);
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") is null or "")
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
    }
}
