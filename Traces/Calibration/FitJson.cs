using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Traces.Calibration;

/// <summary>A capture beside a run as JSON.</summary>
public static class FitJson
{
    /// <summary>Writes it as the member <c>capture</c>.</summary>
    public static void Write(Utf8JsonWriter json, CaptureFit fit)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(fit);
        json.WriteStartObject("capture");
        json.WriteString("designInUse", fit.DesignInUse);
        json.WriteStartArray("cpus");
        foreach (CpuFit cpu in fit.Cpus) Write(json, cpu);
        json.WriteEndArray();
        json.WriteStartArray("ipis");
        foreach (IpiFit pair in fit.Ipis) Write(json, pair);
        json.WriteEndArray();
        json.WriteStartArray("softirqs");
        foreach (SoftirqFit softirq in fit.Softirqs) Write(json, softirq);
        json.WriteEndArray();
        json.WriteStartObject("error");
        Error(json, "ticks", fit.TicksError);
        Error(json, "gapP50", fit.GapError);
        Error(json, "ipis", fit.IpisError);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CpuFit cpu)
    {
        json.WriteStartObject();
        json.WriteNumber("cpu", cpu.Measured.Cpu);
        json.WriteBoolean("busy", cpu.Busy);
        Counts(json, "ticks", cpu.Measured.Ticks, cpu.Simulated.Ticks);
        Counts(json, "timerInterrupts", cpu.MeasuredTimers, cpu.SimulatedTimers);
        Spreads(json, "tickGapNs", cpu.Measured.TickGapNs, cpu.Simulated.TickGapNs);
        Spreads(json, "handlerNs", cpu.MeasuredHandlerNs, cpu.SimulatedHandlerNs);
        Spreads(json, "latenessNs", cpu.Measured.LatencyNs, cpu.Simulated.LatencyNs);
        Counts(json, "ipisReceived", cpu.MeasuredIpis, cpu.SimulatedIpis);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IpiFit pair)
    {
        json.WriteStartObject();
        if (pair.From is { } from) json.WriteNumber("from", from);
        else json.WriteNull("from");
        json.WriteNumber("to", pair.To);
        json.WriteString("kind", IpiKinds.Name(pair.IsCall));
        json.WriteNumber("measured", pair.Measured);
        json.WriteNumber("simulated", pair.Simulated);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SoftirqFit softirq)
    {
        json.WriteStartObject();
        json.WriteNumber("vector", softirq.Vector);
        json.WriteString("name", softirq.Name);
        Counts(json, "count", softirq.Measured.Count, softirq.Simulated.Count);
        Counts(json, "ns", softirq.Measured.Ns, softirq.Simulated.Ns);
        json.WriteEndObject();
    }

    private static void Counts(Utf8JsonWriter json, string name, long measured, long simulated)
    {
        json.WriteStartObject(name);
        json.WriteNumber("measured", measured);
        json.WriteNumber("simulated", simulated);
        json.WriteEndObject();
    }

    private static void Spreads(Utf8JsonWriter json, string name, Percentiles measured, Percentiles simulated)
    {
        json.WriteStartObject(name);
        Spread(json, "measured", measured);
        Spread(json, "simulated", simulated);
        json.WriteEndObject();
    }

    private static void Spread(Utf8JsonWriter json, string name, Percentiles spread)
    {
        json.WriteStartObject(name);
        Figure(json, "p50", spread.P50);
        Figure(json, "p90", spread.P90);
        Figure(json, "p99", spread.P99);
        json.WriteEndObject();
    }

    private static void Figure(Utf8JsonWriter json, string name, long? ns)
    {
        if (ns is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    // To four places: a capture is no more exact.
    private static void Error(Utf8JsonWriter json, string name, double? error)
    {
        if (error is { } known) json.WriteNumber(name, Math.Round(known, 4));
        else json.WriteNull(name);
    }
}
