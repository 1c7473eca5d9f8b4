using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Metrics;

/// <summary>Hears what the OpenTelemetry exporters complain of: they report failures nowhere else. Counts them as a metric too.</summary>
public sealed class ExporterFaults : EventListener
{
    private readonly Meter _meter = new(RunMeter.Name + ".Exporter");
    private readonly Counter<long> _faults;
    private volatile string? _last;

    /// <summary>Begins to listen.</summary>
    public ExporterFaults() =>
        _faults = _meter.CreateCounter<long>(
            "tickstorm.exporter.faults", "{fault}", "Exports that failed, and items dropped before export");

    /// <summary>The last complaint; null while there is none.</summary>
    public string? Last => _last;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        ArgumentNullException.ThrowIfNull(eventSource);
        if (eventSource.Name is "OpenTelemetry-Exporter-OpenTelemetryProtocol" or "OpenTelemetry-Sdk")
            EnableEvents(eventSource, EventLevel.Warning);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        // Of the SDK's own warnings only those about dropped items are losses.
        bool exporter = eventData.EventSource.Name.StartsWith("OpenTelemetry-Exporter", StringComparison.Ordinal);
        if (!exporter && eventData.EventName?.Contains("Dropped", StringComparison.Ordinal) != true) return;
        // The SDK does not know http/json, which interrupt spans may travel by; what nobody knows is refused before anything runs.
        if (eventData.Message?.StartsWith("Configuration key", StringComparison.Ordinal) == true) return;
        object?[] payload = [.. eventData.Payload ?? []];
        _last = FirstLine(
            eventData.Message is { } format && payload.Length > 0
            ? string.Format(null, format, payload)
            : eventData.Message ?? eventData.EventName ?? "");
        // Events may come before the constructor has ended.
        _faults?.Add(1);
    }

    private static string FirstLine(string text) => Printable.Of(text.Split('\n')[0].Trim());
}
