using System.Text.Json;

namespace Tickstorm.Traces.Analysis;

/// <summary>What the JSON of an analysis says of a real kernel's capture besides.</summary>
internal static class CaptureJson
{
    /// <summary>The members of a CPU.</summary>
    public static void Cpu(Utf8JsonWriter json, CpuAnalysis cpu)
    {
        json.WriteNumber("ticks", cpu.Ticks);
        json.Number("due", cpu.Due);
        json.Number("skipped", cpu.Skipped);
        json.Number("missed", cpu.Missed);
        json.Numbers("missedBy", cpu.MissedBy);
        json.Spread("latenessNs", cpu.LatencyNs);
        json.Number("tickStops", cpu.TickStops);
        if (cpu.TimerLatencyNs.P50 is not null) json.Spread("timerlatIrqNs", cpu.TimerLatencyNs);
        if (cpu.ThreadLatencyNs.P50 is not null) json.Spread("timerlatThreadNs", cpu.ThreadLatencyNs);
    }

    /// <summary>The members of the whole.</summary>
    public static void Write(Utf8JsonWriter json, AnalysisResult result)
    {
        json.Number("hz", result.Hz);
        json.Spread("latenessNs", result.Latency.Percentiles());
        json.Spread("skewNs", result.SkewNs);
        if (result.JiffiesPerSecond is { } jiffies) json.WriteNumber("jiffiesPerSecond", Math.Round(jiffies, 2));
        else json.WriteNull("jiffiesPerSecond");
        json.Objects("lateCauses", result.LateCauses, cause =>
        {
            json.WriteString("cause", cause.Cause);
            json.WriteNumber("count", cause.Count);
            json.WriteNumber("totalNs", cause.TotalNs);
        });
        json.Objects("worst", result.Worst, tick =>
        {
            json.WriteNumber("timeNs", tick.TimeNs);
            json.WriteNumber("cpu", tick.Cpu);
            json.WriteString("task", tick.Task);
            json.Number("pid", tick.Pid);
            json.WriteNumber("latenessNs", tick.LatenessNs);
            json.WriteString("cause", tick.Cause);
            json.Numbers("partsNs", tick.Parts);
        });
        json.Objects("ipis", result.Ipis, flow =>
        {
            json.Number("from", flow.From);
            json.WriteNumber("to", flow.To);
            json.WriteString("name", flow.Name);
            json.WriteNumber("count", flow.Count);
            json.Spread("latencyNs", flow.LatencyNs);
        });
        json.Objects("softirqs", result.Softirqs, softirq =>
        {
            json.WriteNumber("vector", softirq.Vector);
            json.WriteString("name", softirq.Name);
            json.WriteNumber("count", softirq.Count);
            json.WriteNumber("totalNs", softirq.TotalNs);
            json.WriteNumber("maxNs", softirq.MaxNs);
        });
        json.Objects("tickStops", result.TickStops, stop =>
        {
            json.WriteBoolean("stopped", stop.Stopped);
            json.WriteString("dependency", stop.Dependency);
            json.WriteNumber("count", stop.Count);
        });
        Broadcasts(json, result.Broadcasts);
        if (result.Interrupts is { } interrupts) InterruptJson.Write(json, interrupts);
        Heat(json, result.Heat);
        json.Texts("eventNames", result.EventNames);
    }

    private static void Broadcasts(Utf8JsonWriter json, BroadcastSummary? broadcasts)
    {
        if (broadcasts is null)
        {
            json.WriteNull("broadcasts");
            return;
        }

        json.WriteStartObject("broadcasts");
        json.WriteNumber("sent", broadcasts.Sent);
        json.Objects("merged", broadcasts.Merged, merged =>
        {
            json.WriteNumber("cpu", merged.Cpu);
            json.WriteNumber("count", merged.Merged);
        });
        json.WriteEndObject();
    }

    // Cells with something in them: first CPU of the row, start, ticks done, ticks lost.
    private static void Heat(Utf8JsonWriter json, HeatMap heat)
    {
        json.WriteStartObject("heat");
        json.WriteNumber("originNs", heat.OriginNs);
        json.WriteNumber("columnNs", heat.ColumnNs);
        json.WriteStartArray("cells");
        for (int row = 0; row < heat.Rows; row++)
        {
            for (int column = 0; column < heat.UsedColumns; column++)
            {
                long handled = heat.Handled(row, column), lost = heat.Lost(row, column);
                if (handled + lost == 0) continue;
                json.WriteStartArray();
                json.WriteNumberValue(heat.FirstCpu(row));
                json.WriteNumberValue(column);
                json.WriteNumberValue(handled);
                json.WriteNumberValue(lost);
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
