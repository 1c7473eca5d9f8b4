using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tickstorm.Silo;

/// <summary>
/// Metrics of the silo, of Orleans, of the runtime and of the runs that ended here, for scrapes; and where the standard OTEL_ variables
/// name a receiver, the same, traces in wall time and logs to that.
/// </summary>
internal static class Telemetry
{
    /// <summary>True when one of the variables names a receiver.</summary>
    public static bool IsExported =>
        Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(
            name => name.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.Ordinal));

    /// <summary>Begins to collect with the host, and sends the rest when it has ended.</summary>
    public static void Add(IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton<RunTelemetry>();
        services.AddSingleton<Grains.Runs.IRunObserver>(all => all.GetRequiredService<RunTelemetry>());
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry().ConfigureResource(
            resource => resource.AddService(
                "tickstorm-silo", serviceVersion: Version(),
                serviceInstanceId: settings.SiloName.Length > 0 ? settings.SiloName : null).AddAttributes(
                [new("tickstorm.cluster", settings.ClusterId)]).AddEnvironmentVariableDetector());
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter("Tickstorm.*", "Microsoft.Orleans", "System.Runtime").AddPrometheusExporter();
            if (IsExported) metrics.AddOtlpExporter(Protocol);
        });
        if (!IsExported) return;
        telemetry.WithTracing(traces =>
        {
            traces.AddSource("Tickstorm.*", "Microsoft.Orleans.*").AddOtlpExporter(Protocol);
            if (Environment.GetEnvironmentVariable("OTEL_TRACES_SAMPLER") is null or "")
                traces.SetSampler(new ParentBasedSampler(new RunSampler()));
        });
        telemetry.WithLogging(logs => logs.AddOtlpExporter(Protocol));
    }

    private static string Version() =>
        typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    // What the specification recommends.
    private static void Protocol(OtlpExporterOptions options)
    {
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") is null or "")
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
    }
}
