using System.Text.Json;
using static Tickstorm.Traces.Runs.Readable;

namespace Tickstorm.Traces.Analysis;

/// <summary>Two analyses side by side.</summary>
public static class CaptureDifference
{
    private const int MostCpus = 256;

    /// <summary>A figure of both; null where one does not have it.</summary>
    private readonly record struct Figure(string Name, long? This, long? Other, bool IsTime);

    /// <summary>The comparison as text; <paramref name="width"/> as of <see cref="AnalysisText.Lines"/>.</summary>
    public static IEnumerable<string> Lines(AnalysisResult result, AnalysisResult other, string name, int width = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(other);
        yield return $"Against {name}";
        TextTable table = new("figure", "this", "other", "difference") { Leaves = ["difference"] };
        foreach (Figure figure in Figures(result, other))
        {
            string Shown(long? value) => figure.IsTime ? Time(value) : Count(value);
            long? difference = figure.This - figure.Other;
            table.Row(figure.Name, Shown(figure.This), Shown(figure.Other), (difference > 0 ? "+" : difference < 0 ? "-" : "")
                + Shown(difference is { } known ? Math.Abs(known) : null));
        }

        foreach (string line in table.Lines(width)) yield return line;
    }

    /// <summary>The comparison as a member of the JSON.</summary>
    internal static void Write(Utf8JsonWriter json, AnalysisResult result, AnalysisResult other)
    {
        json.Objects("against", Figures(result, other), figure =>
        {
            json.WriteString("figure", figure.Name);
            json.Number(figure.IsTime ? "thisNs" : "this", figure.This);
            json.Number(figure.IsTime ? "otherNs" : "other", figure.Other);
        });
    }

    private static IEnumerable<Figure> Figures(AnalysisResult result, AnalysisResult other)
    {
        yield return Of("length", one => one.Source.LastNs - one.Source.FirstNs, isTime: true);
        yield return Of("HZ", one => one.Hz);
        yield return Of("timer interrupts", one => one.TimerInterrupts);
        yield return Of("ticks done", one => one.Cpus.Sum(cpu => cpu.Ticks));
        yield return Of("ticks left out", one => Sum(one, cpu => cpu.Skipped));
        yield return Of("ticks missed", one => Sum(one, cpu => cpu.Missed));
        yield return Of("late p50", one => one.Latency.Percentiles().P50, isTime: true);
        yield return Of("late p99", one => one.Latency.Percentiles().P99, isTime: true);
        yield return Of("late max", one => one.Latency.Percentiles().Max, isTime: true);
        yield return Of("spread of ticks due together, p99", one => one.SkewNs.P99, isTime: true);
        yield return Of("softirqs", one => one.Softirqs.Count == 0 ? null : one.Softirqs.Sum(softirq => softirq.TotalNs), isTime: true);
        yield return Of(
            "waits for locks", one => one.Serialisation.Count == 0 ? null : one.Serialisation.Sum(point => point.TotalNs), isTime: true);
        yield return Of("ticks stopped", one => Sum(one, cpu => cpu.TickStops));
        yield return Of("IPIs", one => one.Ipis.Count == 0 ? null : one.Ipis.Sum(flow => flow.Count));
        Dictionary<int, CpuAnalysis> others = other.Cpus.ToDictionary(cpu => cpu.Cpu);
        foreach (CpuAnalysis cpu in result.Cpus.Take(MostCpus))
        {
            others.TryGetValue(cpu.Cpu, out CpuAnalysis? same);
            yield return new Figure($"CPU {cpu.Name}, timer interrupts", cpu.TimerInterrupts, same?.TimerInterrupts, false);
            yield return new Figure($"CPU {cpu.Name}, ticks missed", cpu.Missed, same?.Missed, false);
            yield return new Figure($"CPU {cpu.Name}, late max", cpu.LatencyNs.Max, same?.LatencyNs.Max, true);
        }

        Figure Of(string name, Func<AnalysisResult, long?> figure, bool isTime = false) => new(name, figure(result), figure(other), isTime);
    }

    private static long? Sum(AnalysisResult one, Func<CpuAnalysis, long?> figure) =>
        one.Cpus.Any(cpu => figure(cpu) is not null) ? one.Cpus.Sum(cpu => figure(cpu) ?? 0) : null;
}
