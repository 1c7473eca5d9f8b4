using System.Diagnostics;
using System.Text.Json;
using Tickstorm.Client.Commands;
using Tickstorm.Scenarios;
using Tickstorm.Traces;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Bench;

/// <summary>What a trace costs: one run without, with the anomalies alone and with everything to a trace.dat, in turns, so that all three meet the same machine.</summary>
internal sealed class TraceBench(Scenario scenario, int threads, int repeats)
{
    private const string Design = "native-lapic";

    private static readonly (string Name, int OneIn)[] s_traced = [("anomalies", 0), ("everything", 1)];

    private readonly Dictionary<string, List<double>> _seconds = new() { ["nothing"] = [], ["anomalies"] = [], ["everything"] = [] };
    private long _records;

    /// <summary>Measures; all runs must give one digest.</summary>
    public void Run()
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-bench-").FullName;
        try
        {
            string digest = Time("nothing", null, counts: false);
            for (int i = 0; i < repeats; i++)
            {
                Same(digest, Time("nothing", null, counts: true));
                foreach ((string name, int oneIn) in s_traced) Same(digest, Traced(name, oneIn, Path.Combine(folder, name + ".dat")));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The figures as JSON.</summary>
    public void Write(Stream stream)
    {
        JsonSerializer.Serialize(stream, new
        {
            bench = "trace",
            parameters = new { design = Design, cpus = scenario.Machine.Cpus, durationNs = scenario.Run.DurationNs, threads },
            seconds = new { nothing = Median("nothing"), anomalies = Median("anomalies"), everything = Median("everything") },
            anomaliesSlower = Slower("anomalies"),
            records = _records,
            recordsPerSecond = Rate,
        });
        stream.WriteByte((byte)'\n');
    }

    /// <summary>The same for people.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine($"trace: {Design}, {scenario.Machine.Cpus} CPUs, {scenario.Run.DurationNs / 1e6:0.###} ms, {threads} threads, median of {repeats}");
        output.WriteLine($"  no trace        {Median("nothing"):0.000} s");
        output.WriteLine($"  anomalies only  {Median("anomalies"):0.000} s, {Slower("anomalies"):0.0 %} slower");
        output.WriteLine($"  everything      {Median("everything"):0.000} s, {_records:N0} records, {Rate / 1e6:0.00} million records per second to trace.dat");
    }

    private double Rate => _records / Median("everything");

    private double Slower(string name) => (Median(name) / Median("nothing")) - 1;

    private double Median(string name)
    {
        double[] sorted = [.. _seconds[name].Order()];
        return sorted[sorted.Length / 2];
    }

    private string Traced(string name, int oneIn, string path)
    {
        Scenario traced = scenario with { Trace = scenario.Trace with { OneIn = oneIn } };
        using TraceFiles files = TraceFiles.Open([path], null, TraceRunInfo.For(traced, Design), traced.Trace);
        return Time(name, files, counts: true);
    }

    private string Time(string name, TraceFiles? files, bool counts)
    {
        Counter? counter = files?.Sink is { } sink ? new Counter(sink) : null;
        long start = Stopwatch.GetTimestamp();
        DesignResult result = Simulator.Run(scenario, Design, new EngineOptions { Threads = threads }, counter);
        files?.Complete(result);
        files?.Dispose();
        if (counts) _seconds[name].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        if (name == "everything") _records = counter!.Count;
        return result.Digest!;
    }

    private static void Same(string expected, string actual)
    {
        if (expected != actual) throw new InvalidOperationException($"A traced run gave the digest {actual}, an untraced one {expected}.");
    }

    private sealed class Counter(ITraceSink inner) : ITraceSink
    {
        public long Count { get; private set; }

        public bool AnomaliesOnly => inner.AnomaliesOnly;

        public void Write(ReadOnlySpan<TraceRecord> records)
        {
            Count += records.Length;
            inner.Write(records);
        }
    }
}
