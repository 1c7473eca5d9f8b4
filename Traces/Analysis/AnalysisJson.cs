using System.Text.Json;

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
            bool hidesTimers = result.HidesTimerInterrupts;
            foreach (CpuAnalysis cpu in result.Cpus)
            {
                Cpu(json, cpu, result.Run is null, hidesTimers);
                // The writer keeps what is not flushed: of a million CPUs that is more than all else.
                if (json.BytesPending > MostPending) json.Flush();
            }

            json.WriteEndArray();
            json.Objects("serialisation", result.Serialisation, point => Point(json, point));
            json.Objects("losses", result.Losses, loss =>
            {
                json.WriteString("reason", loss.Reason);
                json.WriteNumber("count", loss.Count);
                json.WriteNumber("cpus", loss.Cpus);
            });
            json.Texts("notVisible", result.NotVisible);
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
        json.Number("firstNs", source.FirstNs);
        json.Number("lastNs", source.LastNs);
        json.Number("lostEvents", source.LostEvents);
        if (source.Skipped.Count > 0)
        {
            json.WriteNumber("skippedLines", source.Skipped.Count);
            json.Texts("firstSkipped", source.Skipped.First);
        }

        if (source.Cut is { } cut) json.WriteBoolean("cut", cut);
        else json.WriteNull("cut");
        json.WriteString("contradiction", result.Contradiction);
        json.WriteEndObject();
    }

    private static void Totals(Utf8JsonWriter json, Ledger totals)
    {
        json.WriteStartObject("totals");
        json.Number("raised", totals.Raised);
        json.Number("handled", totals.Handled);
        json.Number("late", totals.Late);
        json.Number("coalesced", totals.Coalesced);
        json.Number("dropped", totals.Dropped);
        json.Number("masked", totals.Masked);
        json.Number("pending", totals.Pending);
        json.WriteEndObject();
    }

    private static void Cpu(Utf8JsonWriter json, CpuAnalysis cpu, bool isCapture, bool hidesTimers)
    {
        json.WriteStartObject();
        json.Number("cpu", cpu.Cpu == CpuAnalysis.NoCpu ? null : cpu.Cpu);
        json.Number("timerInterrupts", hidesTimers ? null : cpu.TimerInterrupts);
        json.Objects("vectors", cpu.Vectors, vector =>
        {
            json.WriteNumber("vector", vector.Vector);
            json.WriteNumber("count", vector.Count);
            json.Spread("handlerNs", vector.HandlerNs);
        });
        json.Objects("irqs", cpu.Irqs, irq =>
        {
            json.WriteNumber("irq", irq.Irq);
            json.WriteString("name", irq.Name);
            json.WriteNumber("count", irq.Count);
            if (irq.Actions.Count > 1) json.Texts("actions", irq.Actions);
            json.Spread("handlerNs", irq.HandlerNs);
        });
        json.Spread("tickGapNs", cpu.TickGapNs);
        json.Number("silentSinceNs", cpu.SilentSinceNs);
        if (isCapture) CaptureJson.Cpu(json, cpu);
        json.WriteEndObject();
    }

    private static void Point(Utf8JsonWriter json, Serialisation point)
    {
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
        json.Objects("byHolder", point.ByHolder, holder =>
        {
            json.WriteNumber("cpu", holder.Cpu);
            json.WriteNumber("waits", holder.Waits);
            json.WriteNumber("totalNs", holder.TotalNs);
        });
    }
}
