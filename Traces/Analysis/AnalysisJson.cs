using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>Writes an analysis as the one JSON object that <c>analyze --json</c> prints.</summary>
public static class AnalysisJson
{
    private const int MostPending = 1 << 16;

    /// <summary>Writes the object, indented, with a line end.</summary>
    public static void Write(AnalysisResult result, Stream target, AnalysisResult? against = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(target);
        using (Utf8JsonWriter json = new(target, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            Source(json, result);
            Totals(json, result.Totals);
            json.WriteStartArray("cpus");
            foreach (CpuAnalysis cpu in result.Cpus)
            {
                Cpu(json, cpu, result.Run is null, result.HidesTimerInterrupts);
                // The writer keeps what is not flushed: of a million CPUs that is more than all else.
                if (json.BytesPending > MostPending) json.Flush();
            }

            json.WriteEndArray();
            json.WriteStartArray("serialisation");
            foreach (Serialisation point in result.Serialisation) Point(json, point);
            json.WriteEndArray();
            json.WriteStartArray("losses");
            foreach (Loss loss in result.Losses)
            {
                json.WriteStartObject();
                json.WriteString("reason", loss.Reason);
                json.WriteNumber("count", loss.Count);
                json.WriteNumber("cpus", loss.Cpus);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("notVisible");
            foreach (string note in result.NotVisible) json.WriteStringValue(note);
            json.WriteEndArray();
            if (result.Run is null) CaptureJson.Write(json, result);
            if (against is not null) CaptureDifference.Write(json, result, against);
            json.WriteEndObject();
        }

        target.WriteByte((byte)'\n');
    }

    private static void Source(Utf8JsonWriter json, AnalysisResult result)
    {
        SourceSummary source = result.Source;
        json.WriteStartObject("source");
        json.WriteString("format", source.Format);
        json.WriteNumber("events", source.Events);
        Number(json, "firstNs", source.FirstNs);
        Number(json, "lastNs", source.LastNs);
        Number(json, "lostEvents", source.LostEvents);
        if (source.SkippedLines > 0)
        {
            json.WriteNumber("skippedLines", source.SkippedLines);
            json.WriteStartArray("firstSkipped");
            foreach ((string place, string text) in source.FirstSkipped) json.WriteStringValue($"{place}: {text}");
            json.WriteEndArray();
        }

        if (source.Cut is { } cut) json.WriteBoolean("cut", cut);
        else json.WriteNull("cut");
        json.WriteString("contradiction", result.Contradiction);
        json.WriteEndObject();
    }

    private static void Totals(Utf8JsonWriter json, Ledger totals)
    {
        json.WriteStartObject("totals");
        Number(json, "raised", totals.Raised);
        Number(json, "handled", totals.Handled);
        Number(json, "late", totals.Late);
        Number(json, "coalesced", totals.Coalesced);
        Number(json, "dropped", totals.Dropped);
        Number(json, "masked", totals.Masked);
        Number(json, "pending", totals.Pending);
        json.WriteEndObject();
    }

    private static void Cpu(Utf8JsonWriter json, CpuAnalysis cpu, bool isCapture, bool hidesTimers)
    {
        json.WriteStartObject();
        Number(json, "cpu", cpu.Cpu == CpuAnalysis.NoCpu ? null : cpu.Cpu);
        Number(json, "timerInterrupts", hidesTimers ? null : cpu.TimerInterrupts);
        json.WriteStartArray("vectors");
        foreach (VectorAnalysis vector in cpu.Vectors)
        {
            json.WriteStartObject();
            json.WriteNumber("vector", vector.Vector);
            json.WriteNumber("count", vector.Count);
            Spread(json, "handlerNs", vector.HandlerNs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("irqs");
        foreach (IrqAnalysis irq in cpu.Irqs)
        {
            json.WriteStartObject();
            json.WriteNumber("irq", irq.Irq);
            json.WriteString("name", irq.Name);
            json.WriteNumber("count", irq.Count);
            if (irq.Actions.Count > 1)
            {
                json.WriteStartArray("actions");
                foreach (string action in irq.Actions) json.WriteStringValue(action);
                json.WriteEndArray();
            }

            Spread(json, "handlerNs", irq.HandlerNs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Spread(json, "tickGapNs", cpu.TickGapNs);
        Number(json, "silentSinceNs", cpu.SilentSinceNs);
        if (isCapture) CaptureJson.Cpu(json, cpu);
        json.WriteEndObject();
    }

    private static void Point(Utf8JsonWriter json, Serialisation point)
    {
        json.WriteStartObject();
        json.WriteString("kind", point.Kind);
        json.WriteNumber("id", point.Id);
        if (point.Address is { } address)
        {
            json.WriteString("address", address);
            json.WriteString("flags", point.Flags);
        }

        json.WriteNumber("waits", point.Waits);
        json.WriteNumber("totalNs", point.TotalNs);
        json.WriteNumber("maxNs", point.MaxNs);
        json.WriteNumber("longestQueue", point.LongestQueue);
        json.WriteStartArray("byHolder");
        foreach (HolderShare holder in point.ByHolder)
        {
            json.WriteStartObject();
            json.WriteNumber("cpu", holder.Cpu);
            json.WriteNumber("waits", holder.Waits);
            json.WriteNumber("totalNs", holder.TotalNs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal static void Spread(Utf8JsonWriter json, string name, Percentiles spread)
    {
        json.WriteStartObject(name);
        Number(json, "p50", spread.P50);
        Number(json, "p90", spread.P90);
        Number(json, "p99", spread.P99);
        Number(json, "p999", spread.P999);
        Number(json, "max", spread.Max);
        json.WriteEndObject();
    }

    internal static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }
}
