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

    /// <summary>Runs in the command's own trace; each of the others begins one that links to it.</summary>
    private const int MostRunsInside = 1_000;
    private readonly RunMeter _meter = new();
    private readonly ExporterFaults _faults = new();
    private readonly ActivitySource _source = new("Tickstorm.Client");
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;
    private readonly Activity? _command;
    private int _runs;

    /// <summary>Begins to collect; with <paramref name="posts"/> what was collected is posted to the OTEL_ endpoint.</summary>
    public ClientTelemetry(string command, bool posts, CancellationToken cancel)
    {
        // Two commands at once are two instances.
        ResourceBuilder resource = ResourceBuilder.CreateDefault()
            .AddService(ServiceName, serviceVersion: OtlpResource.Version, serviceInstanceId: Guid.NewGuid().ToString())
            .AddEnvironmentVariableDetector();
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(
            "Tickstorm.*").AddPrometheusExporter();
        if (Environment.GetEnvironmentVariable("OTEL_METRICS_EXEMPLAR_FILTER") is null or "")
            metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
        if (posts)
        {
            metrics.AddOtlpExporter(options => Prepare(options, "METRICS", cancel));
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(
                "Tickstorm.*", "Microsoft.Orleans.*").AddOtlpExporter(options => Prepare(options, "TRACES", cancel)).Build();
        }

        _metrics = metrics.Build();
        _command = _source.StartActivity(command);
    }

    /// <summary>The run whose interrupts are traced as it goes on; null when none is.</summary>
    public string? TracedRun { get; set; }

    /// <summary>Whether a worst tick is in the traces of that run; null when nothing is traced.</summary>
    public Func<WorstTick, bool>? HasTraced { get; set; }

    /// <summary>The context with every run measured.</summary>
    /// <param name="context">The context.</param>
    /// <param name="point">The point of a sweep; null for none.</param>
    public ClientContext Watch(ClientContext context, string? point = null) => context with
    {
        Simulate = (scenario, design, options, trace, progress, cancel) =>
        {
            using Activity? span = BeginRun();
            span?.SetTag("tickstorm.scenario", scenario.Name).SetTag("tickstorm.design", design)
                .SetTag("tickstorm.cpus", scenario.Machine.Cpus).SetTag("tickstorm.seed", scenario.Run.Seed.ToString(null, null))
                .SetTag("tickstorm.engine", options.Kind).SetTag("tickstorm.point", point).SetTag("tickstorm.traced_run", TracedRun);
            DesignResult result = context.Simulate(scenario, design, options, trace, progress, cancel);
            span?.SetTag("tickstorm.digest", result.Digest).SetTag("tickstorm.complete", result.Complete);
            _meter.Record(result, point, trace is null ? null : Worst(result));
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

    // Viewers stop at a few thousand spans of a trace, and a sweep has any number of runs.
    private Activity? BeginRun()
    {
        if (Interlocked.Increment(ref _runs) <= MostRunsInside || _command is null) return _source.StartActivity("simulate");
        Activity.Current = null;
        ActivityLink[] links = [new(_command.Context)];
        return _source.StartActivity("simulate", ActivityKind.Internal, default(ActivityContext), null, links);
    }

    // Ids of interrupt spans are made from the run's.
    private ActivityTraceId? Worst(DesignResult result)
    {
        if (TracedRun is null || result.Worst is not { } tick || HasTraced?.Invoke(tick) == false) return null;
        (ulong high, ulong low) = new TraceIds(TracedRun).Trace(tick.Cpu, tick.Interrupt);
        return ActivityTraceId.CreateFromString($"{high:x16}{low:x16}");
    }

    // What the specification recommends, and what the interrupt spans are posted as; the SDK speaks no JSON.
    private static void Prepare(OtlpExporterOptions options, string signal, CancellationToken cancel)
    {
        options.HttpClientFactory = () => OtlpPatience.Client(TimeSpan.FromMilliseconds(options.TimeoutMilliseconds), cancel);
        string? own = Environment.GetEnvironmentVariable($"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL");
        string? protocol = string.IsNullOrWhiteSpace(own) ? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") : own;
        options.Protocol = protocol?.Trim() == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
    }
}
