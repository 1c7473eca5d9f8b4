using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Runs;
using Tickstorm.Traces.Sampling;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Sampling;

public sealed class SamplingSinkTests
{
    [Fact]
    public void Every_anomaly_and_its_holder_is_kept_and_one_in_k_of_the_rest()
    {
        Streams streams = Streams.EdgeCollision(8, 200);

        (Kept kept, SamplingSink sink) = Sample(streams, new TraceBudget { OneIn = 10 });

        Assert.Equal(7, kept.Records.Count(record => record.Kind == TraceKind.Dropped));
        Assert.Equal(7, kept.Records.Count(record => record.Kind == TraceKind.Stalled));
        Assert.Contains(kept.Records, record => record.Cpu == 0 && record.Interrupt == 1 && record.Kind == TraceKind.HandlerEnter);
        Assert.Equal(207, sink.Kept + sink.LeftOut());
        Assert.InRange(sink.LeftOutBySampling(), 150, 195);
    }

    [Fact]
    public void The_order_of_the_records_is_kept_and_interrupts_are_whole()
    {
        Streams streams = Streams.Native(8, 50);

        (Kept kept, _) = Sample(streams, new TraceBudget { OneIn = 3 });

        TraceRecord[] expected =
            [.. streams.Records.Where(record => kept.Records.Any(one => (one.Cpu, one.Interrupt) == (record.Cpu, record.Interrupt)))];
        Assert.Equal(expected, kept.Records);
    }

    [Fact]
    public void Caps_hold_and_what_they_leave_out_is_counted()
    {
        Streams streams = Streams.Native(4, 100);

        (Kept perCpu, SamplingSink byCpu) = Sample(streams, new TraceBudget { PerCpu = 10 });
        (Kept _, SamplingSink byTime) = Sample(streams, new TraceBudget { PerSecond = 25 });

        Assert.All(
            perCpu.Records.GroupBy(record => record.Cpu),
            cpu => Assert.Equal(10, cpu.Select(record => record.Interrupt).Distinct().Count()));
        Assert.Equal(40, byCpu.Kept);
        Assert.Equal(460, byCpu.LeftOutByCpuCap);
        Assert.Equal(25, byTime.Kept);
        Assert.Equal(475, byTime.LeftOutByTimeCap);
    }

    [Fact]
    public void A_replay_chooses_the_same_whatever_the_batches()
    {
        Streams streams = Streams.EdgeCollision(8, 100);
        (Kept whole, _) = Sample(streams, new TraceBudget { OneIn = 4 });
        Kept single = new();
        SamplingSink sink = new(single, new TraceBudget { OneIn = 4 }, streams.Info);
        foreach (TraceRecord record in streams.Records) sink.Write([record]);
        sink.Finish();
        Assert.Equal(whole.Records, single.Records);
    }

    [Fact]
    public void A_budget_of_everything_leaves_nothing_out()
    {
        Streams streams = Streams.EdgeCollision(8, 20);
        (Kept kept, SamplingSink sink) = Sample(streams, new TraceBudget());
        Assert.Equal(streams.Records, kept.Records);
        Assert.Equal(0, sink.LeftOut());
    }

    [Theory]
    [InlineData("native-lapic")]
    [InlineData("vmi-own-vector")]
    [InlineData("irq0-edge")]
    public void A_trace_of_anomalies_is_the_same_whether_the_engine_leaves_ordinary_windows_out_or_not(string design)
    {
        Scenario scenario = TracedRuns.Busy(40) with
        {
            Trace = new TraceBudget { OneIn = 0 },
            Workload = TracedRuns.Busy().Workload with { IrqsOffPerSecond = 2_000, IrqsOffNs = 4_000 },
        };
        (Kept all, long leftOut) = Sampled(scenario, design, new EngineOptions { Kind = "sequential" });
        Assert.Contains(all.Records, record => record.Kind == TraceKind.Returned);
        foreach (long windowNs in new[] { 0L, 20_000, 3_000_000 })
        {
            (Kept some, long same) = Sampled(scenario, design, new EngineOptions { Threads = 2, WindowNs = windowNs, AllTogether = true });
            Assert.Equal(all.Records, some.Records);
            Assert.Equal(leftOut, same);
        }
    }

    // Long and short handlers, both modes, stolen time, windows of all sizes: whatever is open when a window ends.
    [Theory]
    [InlineData("native-lapic")]
    [InlineData("emulated-lapic")]
    [InlineData("vmi-percpu")]
    [InlineData("pit-broadcast")]
    public void So_it_is_for_machines_out_of_a_seed(string design)
    {
        for (int seed = 0; seed < 24; seed++)
        {
            Random random = new(seed);
            Scenario busy = TracedRuns.Busy(6);
            Scenario scenario = busy with
            {
                Trace = new TraceBudget { OneIn = 0 },
                Tick = busy.Tick with
                {
                    Mode = seed % 2 == 0 ? TickMode.OneShot : TickMode.Periodic,
                    Handler = new DurationTable([(random.Next(500, 9_000), 8), (random.Next(20_000, 300_000), 2), (1_400_000, 1)]),
                },
                Workload = busy.Workload with
                {
                    IrqsOffNs = random.Next(1_000, 400_000),
                    Host = seed % 3 == 0 ? new HostLoad { Cpus = 4, SliceNs = 900_000 } : new HostLoad(),
                },
                Run = busy.Run with { DurationNs = 12_300_000, Seed = (ulong)seed },
            };
            (Kept all, long leftOut) = Sampled(scenario, design, new EngineOptions { Kind = "sequential" });
            foreach (long windowNs in new[] { 0L, random.Next(2_000, 90_000), 1_100_000 })
            {
                (Kept some, long same) = Sampled(
                    scenario, design, new EngineOptions { Threads = 2, WindowNs = windowNs, AllTogether = true });
                Assert.True(
                    all.Records.SequenceEqual(some.Records),
                    $"seed {seed}, windows of {windowNs} ns: {some.Records.Count} records for {all.Records.Count}");
                Assert.Equal(leftOut, same);
            }
        }
    }

    // Where all is sent ahead records are taken at once; CPUs that idle and wake are executed again for all of theirs.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_it_is_where_straight_lines_are_taken_between_the_anomalies(bool idles)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            Random random = new(seed);
            Scenario busy = TracedRuns.Busy(70);
            Scenario scenario = busy with
            {
                Kernel = KernelVersion.Parse("6.1"),
                Trace = new TraceBudget { OneIn = 0 },
                Tick = busy.Tick with { NoHz = idles, Mode = seed % 3 > 0 || idles ? TickMode.OneShot : TickMode.Periodic },
                Workload = new Workload
                {
                    Busy = idles ? 9 : -1,
                    ReschedulePerSecond = 2_000,
                    IrqsOffPerSecond = 400,
                    IrqsOffNs = random.Next(1_000, 1_300_000),
                    TimersPerSecond = idles ? 300 : 0,
                    Tasks = idles ? [new TaskLoad { SleepNs = 2_000_000, RunNs = 300_000 }] : [],
                },
                Run = busy.Run with { DurationNs = 12_300_000, Seed = (ulong)seed },
            };
            (Kept all, long leftOut) = Sampled(scenario, "native-lapic", new EngineOptions { Kind = "sequential" });
            foreach (long windowNs in new[] { 0L, random.Next(2_000, 90_000), 1_100_000 })
            {
                (Kept some, long same) = Sampled(
                    scenario, "native-lapic", new EngineOptions { Threads = 2, WindowNs = windowNs, AllTogether = true });
                Assert.True(
                    all.Records.SequenceEqual(some.Records),
                    $"seed {seed}, windows of {windowNs} ns: {some.Records.Count} records for {all.Records.Count}");
                Assert.Equal(leftOut, same);
            }
        }
    }

    [Fact]
    public void Totals_stay_exact_however_little_is_kept()
    {
        Streams streams = Streams.EdgeCollision(8, 100);
        TraceAnalyzer analyzer = new();
        analyzer.Run(streams.Info with { Sampled = true }, null);
        SamplingSink sink = new(analyzer, new TraceBudget { OneIn = 50, PerCpu = 5 }, streams.Info);
        sink.Write(streams.Records);
        sink.Finish();
        analyzer.Run(streams.Info with { Sampled = true }, streams.Totals() with { LeftOut = sink.LeftOut() });

        Assert.Equal(107, analyzer.Finish("records").Totals.Raised);
    }

    private static (Kept Kept, long LeftOut) Sampled(Scenario scenario, string design, EngineOptions options)
    {
        Kept kept = new();
        SamplingSink sink = new(kept, scenario.Trace, TraceRunInfo.For(scenario, design));
        DesignResult result = Simulator.Run(scenario, design, options, sink);
        sink.Finish();
        return (kept, sink.LeftOut(result.Interrupts));
    }

    private static (Kept Kept, SamplingSink Sink) Sample(Streams streams, TraceBudget budget)
    {
        Kept kept = new();
        SamplingSink sink = new(kept, budget, streams.Info);
        sink.Write(streams.Records);
        sink.Finish();
        return (kept, sink);
    }

    private sealed class Kept : ITraceSink
    {
        public List<TraceRecord> Records { get; } = [];

        public void Write(ReadOnlySpan<TraceRecord> records) => Records.AddRange(records);
    }
}
