using System.Diagnostics;
using System.Text.Json;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Bench;

/// <summary>
/// What a trace costs: one run without, with the anomalies alone and with everything to a trace.dat, in turns, so that all three meet the
/// same machine.
/// </summary>
/// <remarks>The third simulates a short time only: it writes hundreds of megabytes.</remarks>
internal sealed class TraceBench(Scenario scenario, int threads, int repeats)
{
    private const string Design = "native-lapic";
    private const long LongestOfEverything = 200_000_000;

    private readonly Scenario _short =
        scenario with { Run = scenario.Run with { DurationNs = Math.Min(LongestOfEverything, scenario.Run.DurationNs) } };

    private readonly Dictionary<string, List<double>> _seconds = new() { ["nothing"] = [], ["anomalies"] = [], ["everything"] = [] };
    private long _records;

    /// <summary>Measures; all runs must give one digest.</summary>
    public void Run()
    {
        string folder = Directory.CreateTempSubdirectory("tickstorm-bench-").FullName;
        try
        {
            string file = Path.Combine(folder, "bench.dat");
            string? digest = null;
            // The first of each is not counted.
            for (int i = 0; i <= repeats; i++)
            {
                string untraced = Time("nothing", scenario, null, counts: i > 0);
                Same(digest ??= untraced, untraced);
                Same(digest, Traced("anomalies", scenario, 0, file, counts: i > 0));
                Traced("everything", _short, 1, file, counts: i > 0);
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
    public void Print(ClientContext context)
    {
        Prose.Write(
            context, $"trace: {Design}, {scenario.Machine.Cpus} CPUs, {threads} threads, median of {repeats}; " +
            $"{scenario.Run.DurationNs / 1e6:0.###} ms, everything {_short.Run.DurationNs / 1e6:0.###} ms");
        Prose.Write(context, $"  no trace        {Seconds.Text(Median("nothing"))}");
        Prose.Write(context, $"  anomalies only  {Seconds.Text(Median("anomalies"))}, {Slower("anomalies"):0.0 %} slower");
        Prose.Write(
            context, $"  everything      {Seconds.Text(Median("everything"))}, {_records:N0} records, {Rate / 1e6:0.00} million records " +
            $"per second to trace.dat");
    }

    private double Rate => _records / Median("everything");

    private double Slower(string name) => (Median(name) / Median("nothing")) - 1;

    private double Median(string name)
    {
        double[] sorted = [.. _seconds[name].Order()];
        return sorted[sorted.Length / 2];
    }

    private string Traced(string name, Scenario plain, int oneIn, string path, bool counts)
    {
        Scenario traced = plain with { Trace = plain.Trace with { OneIn = oneIn } };
        using TraceFiles files = TraceFiles.Open(new OutputSet(), "", [path], TraceRunInfo.For(traced, Design), traced.Trace);
        string digest = Time(name, plain, files, counts);
        // To replace a file of hundreds of megabytes takes longer than to write a small one: the next trace does not pay for this one.
        File.Delete(path);
        return digest;
    }

    private string Time(string name, Scenario run, TraceFiles? files, bool counts)
    {
        Counter? counter = files?.Sink is { } sink ? new Counter(sink) : null;
        long start = Stopwatch.GetTimestamp();
        DesignResult result = Simulator.Run(run, Design, new EngineOptions { Threads = threads }, counter);
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
