using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tickstorm.Grains.Runs;
using Tickstorm.Results;
using Tickstorm.Traces.Metrics;

namespace Tickstorm.Silo;

/// <summary>
/// Metrics of the silo, of Orleans and of the runs that ended here, for scrapes; and where the standard OTEL_ variables name a receiver,
/// the same and traces in wall time to that.
/// </summary>
internal sealed class Telemetry : IHostedService, IRunObserver, IDisposable
{
    private const int FlushMilliseconds = 5_000;
    private readonly RunMeter _runs = new();
    private readonly ExporterFaults _faults = new();
    private readonly TracerProvider? _traces;

    /// <summary>Begins to collect.</summary>
    public Telemetry()
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("tickstorm-silo").AddEnvironmentVariableDetector();
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(
            "Tickstorm.*", "Microsoft.Orleans").AddPrometheusExporter();
        if (IsExported)
        {
            metrics.AddOtlpExporter(Protocol);
            TracerProviderBuilder traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(
                "Tickstorm.*", "Microsoft.Orleans.*").AddOtlpExporter(Protocol);
            if (Environment.GetEnvironmentVariable("OTEL_TRACES_SAMPLER") is null or "")
                traces.SetSampler(new ParentBasedSampler(new RunSampler()));
            _traces = traces.Build();
        }

        Metrics = metrics.Build();
    }

    /// <summary>True when one of the variables names a receiver.</summary>
    public static bool IsExported =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(
            name => name.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.Ordinal));

    /// <summary>What scrapes are answered from.</summary>
    public MeterProvider Metrics { get; }

    /// <inheritdoc/>
    public void Ended(DesignResult result) => _runs.Record(result);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(FlushMilliseconds);
        if (IsExported) Metrics.ForceFlush(FlushMilliseconds);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        Metrics.Dispose();
        _runs.Dispose();
        _faults.Dispose();
    }

    // What the specification recommends.
    private static void Protocol(OtlpExporterOptions options)
    {
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") is null or "")
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
    }
}
