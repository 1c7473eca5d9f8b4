using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests;

public class TraceTests
{
    private static readonly string[] s_files = [".dat", ".ctf", ".ftrace", ".otlp", ".otlp.json", ".pftrace", ".trace.json"];
    private static readonly Scenario s_scenario = TestMachines.Load("ipi-random", mostCpus: 24, mostNs: 8_000_000);

    [Theory]
    [InlineData(1, "irq0-edge", 0, false)]
    [InlineData(3, "irq0-edge", 0, false)]
    [InlineData(2, "pit-broadcast", 300_000, false)]
    [InlineData(2, "vmi-percpu", 0, false)]
    [InlineData(1, "irq0-edge", 0, true)]
    [InlineData(3, "irq0-edge", 0, true)]
    [InlineData(2, "pit-broadcast", 300_000, true)]
    public async Task A_cluster_traces_the_records_of_one_thread(int silos, string design, long windowNs, bool spans)
    {
        await using TestSilos cluster = await TestSilos.Start(silos);
        (_, RunProgress end) = await cluster.Run(s_scenario, design, Traced(design, windowNs, spans), "traced");
        Assert.Equal(Expected(design).Records, (await Records(cluster, "traced", design, end)).Records);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(25, false)]
    [InlineData(25, true)]
    public async Task The_files_of_a_run_that_lost_a_silo_are_the_same_to_the_byte(int window, bool spans)
    {
        FaultyFabric fabric = new();
        await using TestSilos cluster = await TestSilos.Start(3, fabric);
        FaultyFabric.Gate gate = fabric.HoldAt("lost", window);
        Assert.Null((await cluster.Machine("lost").Start(Traced("irq0-edge", 20_000, spans))).Refusal);
        await gate.Arrived.Task;
        await cluster.Kill(cluster.Cluster.Silos[1]);
        gate.Opened.SetResult();
        RunProgress end = await cluster.End("lost");
        Assert.True(end.Epoch > 1 && end.TraceSegments > 2);
        (TraceRecord[] records, DesignResult result) = await Records(cluster, "lost", "irq0-edge", end);
        (TraceRecord[] expected, DesignResult sequential) = Expected("irq0-edge");
        Assert.Equal(expected, records);
        using TempFolder folder = new();
        foreach (string name in s_files)
        {
            string[] paths = [folder.Path("sequential" + name), folder.Path("cluster" + name)];
            Write(paths[0], expected, sequential);
            Write(paths[1], records, result);
            Assert.Equal(Bytes(paths[0]), Bytes(paths[1]));
        }
    }

    [Fact]
    public async Task Parts_of_a_segment_are_read_by_name_and_removed_when_the_next_one_is_asked_for()
    {
        const string Run = "by-name", Design = "irq0-edge";
        await using TestSilos cluster = await TestSilos.Start(2);
        (_, RunProgress end) = await cluster.Run(s_scenario, Design, Traced(Design, 50_000, spans: true), Run);
        Assert.InRange(end.TraceSegments, 2, int.MaxValue);
        string[] first = (await cluster.Machine(Run).TraceBlocks(0))!;
        Assert.Equal(2, first.Length);
        Assert.Equal(await cluster.Machine(Run).TraceSegment(0), await Task.WhenAll(first.Select(Read)));
        Assert.NotNull(await cluster.Machine(Run).TraceBlocks(1));
        // Whoever has written them removes them, beside the run.
        await FaultRuns.Until(
            async () => (await Task.WhenAll(first.Select(Read))).All(block => block is null), seconds: 180, () => "They are still there.");
        Assert.Null(await cluster.Machine(Run).TraceBlocks(end.TraceSegments));
        // A state is no part of a trace.
        Assert.Null(await Read(first[0].Replace(".trace", ".0.0-8", StringComparison.Ordinal)));

        async Task<byte[]?> Read(string name) => await cluster.Cluster.Client.GetGrain<ITraceBlockGrain>(name).Read();
    }

    // What is traced is bounded between two checkpoints, and a checkpoint for its sake is made once.
    [Fact]
    public async Task A_long_trace_comes_in_segments()
    {
        const int MostOfSegment = 200_000;
        const string Design = "native-lapic";
        Scenario scenario = new()
        {
            Name = "long-trace",
            Machine = new MachineShape { Cpus = 4 },
            Tick = new TickSetup { Hz = 100_000, Mode = TickMode.OneShot, Handler = DurationTable.Constant(2_000) },
            Run = new RunPlan { DurationNs = 200_000_000 },
        };
        RunRequest request = new()
        {
            Scenario = TestSilos.Request(scenario, Design).Scenario, Name = scenario.Name, Design = Design, CheckpointEvery = 0,
            WindowNs = 5_000_000, Trace = true,
        };
        await using TestSilos cluster = await TestSilos.Start(2);
        (_, RunProgress end) = await cluster.Run(scenario, Design, request, "long");
        Counter expected = new();
        Simulator.Run(scenario, Design, new EngineOptions { Kind = "sequential" }, expected);
        long all = 0;
        for (int i = 0; i < end.TraceSegments; i++)
        {
            int records = (await cluster.Machine("long").TraceSegment(i))!.Sum(block => TraceBytes.Read(block).Length);
            Assert.InRange(records, 1, MostOfSegment * 3 / 2);
            all += records;
        }

        Counter last = new();
        await cluster.Result("long", scenario, Design, end, last);
        Assert.Equal(expected.Count, all + last.Count);
        Assert.InRange(end.TraceSegments, 2, expected.Count / MostOfSegment + 1);
    }

    private static void Write(string path, TraceRecord[] records, DesignResult result)
    {
        using TraceWriter writer = TraceFile.Create(path, TraceRunInfo.For(s_scenario, "irq0-edge"));
        writer.Write(records);
        writer.Complete(TraceTotals.Of(result));
    }

    // A trace in several files has their names beside what they hold.
    private static IEnumerable<(string Name, string Content)> Bytes(string path) => !Directory.Exists(path)
        ? [("", Convert.ToBase64String(File.ReadAllBytes(path)))]
        : Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), Convert.ToBase64String(File.ReadAllBytes(file))));

    private static RunRequest Traced(string design, long windowNs, bool spans) =>
        new()
        {
            Scenario = TestSilos.Request(s_scenario, design).Scenario, Name = s_scenario.Name, Design = design, WindowNs = windowNs,
            CheckpointEvery = 8, Trace = true, Spans = spans,
        };

    private static (TraceRecord[] Records, DesignResult Result) Expected(string design)
    {
        Sink sink = new();
        DesignResult result = Simulator.Run(s_scenario, design, new EngineOptions { Kind = "sequential" }, sink);
        Assert.True(sink.Records.Count > 100);
        return ([.. sink.Records], result);
    }

    private static async Task<(TraceRecord[] Records, DesignResult Result)> Records(
        TestSilos cluster, string run, string design, RunProgress end)
    {
        List<TraceRecord> all = new();
        for (int i = 0; i < end.TraceSegments; i++)
        {
            string[] names = (await cluster.Machine(run).TraceBlocks(i))!;
            byte[]?[] blocks = await Task.WhenAll(names.Select(name => cluster.Cluster.Client.GetGrain<ITraceBlockGrain>(name).Read()));
            TraceRecord[] segment = [.. blocks.SelectMany(block => TraceBytes.Read(block!).ToArray())];
            Array.Sort(segment, TraceRecord.Compare);
            all.AddRange(segment);
        }

        // The last ones are found in the final state.
        Sink last = new();
        DesignResult result = await cluster.Result(run, s_scenario, design, end, last);
        return ([.. all, .. last.Records], result);
    }

    private sealed class Counter : ITraceSink
    {
        public long Count { get; private set; }

        public void Write(ReadOnlySpan<TraceRecord> records) => Count += records.Length;
    }

    private sealed class Sink : ITraceSink
    {
        public List<TraceRecord> Records { get; } = [];

        public void Write(ReadOnlySpan<TraceRecord> records) => Records.AddRange(records);
    }
}
