using System.Text.Json;
using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>What the JSON of an analysis says of a real kernel's capture besides.</summary>
internal static class CaptureJson
{
    /// <summary>The members of a CPU.</summary>
    public static void Cpu(Utf8JsonWriter json, CpuAnalysis cpu)
    {
        json.WriteNumber("ticks", cpu.Ticks);
        AnalysisJson.Number(json, "due", cpu.Due);
        AnalysisJson.Number(json, "skipped", cpu.Skipped);
        AnalysisJson.Number(json, "missed", cpu.Missed);
        json.WriteStartObject("missedBy");
        foreach ((string cause, long count) in cpu.MissedBy) json.WriteNumber(cause, count);
        json.WriteEndObject();
        AnalysisJson.Spread(json, "latenessNs", cpu.LatencyNs);
        AnalysisJson.Number(json, "tickStops", cpu.TickStops);
        if (cpu.TimerLatencyNs.P50 is not null) AnalysisJson.Spread(json, "timerlatIrqNs", cpu.TimerLatencyNs);
        if (cpu.ThreadLatencyNs.P50 is not null) AnalysisJson.Spread(json, "timerlatThreadNs", cpu.ThreadLatencyNs);
    }

    /// <summary>The members of the whole.</summary>
    public static void Write(Utf8JsonWriter json, AnalysisResult result)
    {
        AnalysisJson.Number(json, "hz", result.Hz);
        AnalysisJson.Spread(json, "latenessNs", result.Latency.Percentiles());
        AnalysisJson.Spread(json, "skewNs", result.SkewNs);
        if (result.JiffiesPerSecond is { } jiffies) json.WriteNumber("jiffiesPerSecond", Math.Round(jiffies, 2));
        else json.WriteNull("jiffiesPerSecond");
        Causes(json, result.LateCauses);
        Worst(json, result.Worst);
        Ipis(json, result.Ipis);
        Softirqs(json, result.Softirqs);
        TickStops(json, result.TickStops);
        Broadcasts(json, result.Broadcasts);
        if (result.Interrupts is { } interrupts) InterruptJson.Write(json, interrupts);
        Heat(json, result.Heat);
        json.WriteStartArray("eventNames");
        foreach (string name in result.EventNames) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void Causes(Utf8JsonWriter json, IReadOnlyList<LateCause> causes)
    {
        json.WriteStartArray("lateCauses");
        foreach (LateCause cause in causes)
        {
            json.WriteStartObject();
            json.WriteString("cause", cause.Cause);
            json.WriteNumber("count", cause.Count);
            json.WriteNumber("totalNs", cause.TotalNs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Worst(Utf8JsonWriter json, IReadOnlyList<WorstTick> worst)
    {
        json.WriteStartArray("worst");
        foreach (WorstTick tick in worst)
        {
            json.WriteStartObject();
            json.WriteNumber("timeNs", tick.TimeNs);
            json.WriteNumber("cpu", tick.Cpu);
            json.WriteString("task", tick.Task);
            AnalysisJson.Number(json, "pid", tick.Pid);
            json.WriteNumber("latenessNs", tick.LatenessNs);
            json.WriteString("cause", tick.Cause);
            json.WriteStartObject("partsNs");
            foreach ((string part, long ns) in tick.Parts) json.WriteNumber(part, ns);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Ipis(Utf8JsonWriter json, IReadOnlyList<IpiFlow> ipis)
    {
        json.WriteStartArray("ipis");
        foreach (IpiFlow flow in ipis)
        {
            json.WriteStartObject();
            AnalysisJson.Number(json, "from", flow.From);
            json.WriteNumber("to", flow.To);
            json.WriteString("name", flow.Name);
            json.WriteNumber("count", flow.Count);
            AnalysisJson.Spread(json, "latencyNs", flow.LatencyNs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Softirqs(Utf8JsonWriter json, IReadOnlyList<SoftirqTime> softirqs)
    {
        json.WriteStartArray("softirqs");
        foreach (SoftirqTime softirq in softirqs)
        {
            json.WriteStartObject();
            json.WriteNumber("vector", softirq.Vector);
            json.WriteString("name", softirq.Name);
            json.WriteNumber("count", softirq.Count);
            json.WriteNumber("totalNs", softirq.TotalNs);
            json.WriteNumber("maxNs", softirq.MaxNs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void TickStops(Utf8JsonWriter json, IReadOnlyList<TickStopCount> stops)
    {
        json.WriteStartArray("tickStops");
        foreach (TickStopCount stop in stops)
        {
            json.WriteStartObject();
            json.WriteBoolean("stopped", stop.Stopped);
            json.WriteString("dependency", stop.Dependency);
            json.WriteNumber("count", stop.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
        json.WriteStartArray("merged");
        foreach ((int cpu, long merged) in broadcasts.Merged)
        {
            json.WriteStartObject();
            json.WriteNumber("cpu", cpu);
            json.WriteNumber("count", merged);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
