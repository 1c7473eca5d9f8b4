using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.Text;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests;

/// <summary>Keeps everything that a reader finds.</summary>
internal sealed class Collected : ICaptureSink
{
    public List<TraceRecord> Records { get; } = [];

    public List<(CaptureEvent Event, string Name)> Events { get; } = [];

    public List<(int Cpu, long? Count)> Losses { get; } = [];

    public List<string> Skipped { get; } = [];

    public string? CutAt { get; private set; }

    public string? Contradicted { get; private set; }

    public int? CpuCount { get; private set; }

    public TraceRunInfo? Info { get; private set; }

    public TraceTotals? Totals { get; private set; }

    public static Collected From(string text, string file = "given.txt")
    {
        Collected collected = new();
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(text));
        TextTraceReader.Read(stream, file, collected);
        return collected;
    }

    public void Cpus(int count) => CpuCount = count;

    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name) =>
        Events.Add((captured, System.Text.Encoding.UTF8.GetString(name)));

    public void Lost(int cpu, long? count) => Losses.Add((cpu, count));

    void ICaptureSink.Skipped(string place, string wrong, ReadOnlySpan<byte> line) => Skipped.Add(place);

    public void Cut(string place, string wrong, bool isSure) => CutAt ??= place;

    public void Contradiction(string place, string wrong) => Contradicted ??= $"{place}: {wrong}";

    public void Record(in TraceRecord record) => Records.Add(record);

    public void Run(TraceRunInfo info, TraceTotals? totals) => (Info, Totals) = (info, totals ?? Totals);
}
