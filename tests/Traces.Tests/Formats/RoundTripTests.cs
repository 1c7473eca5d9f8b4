using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Formats;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData("run.dat", "trace.dat")]
    [InlineData("run.otlp", "otlp")]
    [InlineData("run.otlp.json", "otlp-json")]
    [InlineData("run.ctf", "ctf")]
    [InlineData("run.chrome.json", "chrome")]
    [InlineData("run.pftrace", "perfetto")]
    public void Records_come_back_exactly_and_in_order(string name, string format)
    {
        using TempFolder folder = new();
        Streams streams = Streams.EdgeCollision(5, 7);

        Collected collected = WriteAndRead(folder.Path(name), streams, out string found);

        Assert.Equal(format, found);
        Assert.Equal(streams.Records, collected.Records);
        Assert.Equal(streams.Info, collected.Info);
        Assert.Equal(streams.Totals().Ticks, collected.Totals!.Ticks);
        Assert.Equal(streams.Totals().Detectors, collected.Totals.Detectors);
    }

    [Theory]
    [InlineData("run.dat")]
    [InlineData("run.otlp")]
    [InlineData("run.otlp.json")]
    [InlineData("run.ftrace")]
    [InlineData("run.ctf")]
    [InlineData("run.chrome.json")]
    [InlineData("run.pftrace")]
    public void The_analysis_of_a_file_gives_the_figures_of_the_run(string name)
    {
        using TempFolder folder = new();
        foreach (Streams streams in new[] { Streams.EdgeCollision(16, 5), Streams.Native(3, 20) })
        {
            TraceAnalyzer direct = new();
            direct.Run(streams.Info, null);
            direct.Write(streams.Records);
            AnalysisResult expected = direct.Finish("records");

            Write(folder.Path(name), streams);
            AnalysisResult actual = TraceAnalyzer.Analyze(folder.Path(name));

            Assert.Equal(expected.Totals, actual.Counted);
            Assert.Equal(expected.Totals with { Late = actual.Totals.Late }, actual.Totals);
            Assert.Equal(Json(expected with { Source = actual.Source }), Json(actual));
            Assert.Equal(expected.Source.Events, actual.Source.Events);
            Assert.Equal(expected.FirstDrop?.Steps, actual.FirstDrop?.Steps);
        }
    }

    [Theory]
    [InlineData("run.dat")]
    [InlineData("run.otlp")]
    [InlineData("run.otlp.json")]
    [InlineData("run.ftrace")]
    [InlineData("run.ctf")]
    [InlineData("run.chrome.json")]
    [InlineData("run.pftrace")]
    public void A_run_cut_short_leaves_a_file_that_can_be_read(string name)
    {
        using TempFolder folder = new();
        Streams streams = Streams.EdgeCollision(4, 3);
        using (TraceWriter writer = TraceFile.Create(folder.Path(name), streams.Info)) writer.Write(streams.Records.AsSpan()[..20]);

        AnalysisResult result = TraceAnalyzer.Analyze(folder.Path(name));

        Assert.Equal(20, result.Source.Events);
        Assert.Null(result.RunTotals);
    }

    [Theory]
    [InlineData("run.dat")]
    [InlineData("run.ftrace")]
    [InlineData("run.otlp")]
    [InlineData("run.otlp.json")]
    [InlineData("run.chrome.json")]
    [InlineData("run.pftrace")]
    public void The_same_run_gives_the_same_bytes(string name)
    {
        using TempFolder folder = new();
        Write(folder.Path("a" + name), Streams.EdgeCollision(8, 3));
        Write(folder.Path("b" + name), Streams.EdgeCollision(8, 3));
        Assert.Equal(File.ReadAllBytes(folder.Path("a" + name)), File.ReadAllBytes(folder.Path("b" + name)));
    }

    [Fact]
    public void More_records_than_fit_in_memory_are_still_put_in_order()
    {
        using RecordSorter sorter = new();
        const int Count = 1_100_000;
        for (int i = 0; i < Count; i++)
            sorter.Add(new TraceRecord((i * 7_919L) % Count, 0, (uint)i, TraceKind.Raised, 0, i, -1, -1, -1, 0));
        OrderCheck check = new();

        sorter.Drain(check);

        Assert.Equal(Count, check.Count);
        Assert.True(check.Ordered);
    }

    [Fact]
    public void A_name_without_a_known_ending_is_refused_with_the_endings_there_are()
    {
        OutputException fault = Assert.Throws<OutputException>(
            () => TraceFile.Create("run.xyz", new TraceRunInfo { RunId = "r" }));
        Assert.Contains(".otlp.json", fault.Message, StringComparison.Ordinal);
    }

    private static void Write(string path, Streams streams)
    {
        using TraceWriter writer = TraceFile.Create(path, streams.Info);
        writer.Write(streams.Records);
        writer.Complete(streams.Totals());
    }

    private static Collected WriteAndRead(string path, Streams streams, out string format)
    {
        Write(path, streams);
        Collected collected = new();
        format = TraceFile.Read(path, collected);
        return collected;
    }

    private static string Json(AnalysisResult result)
    {
        using MemoryStream stream = new();
        AnalysisJson.Write(result, stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class OrderCheck : ICaptureSink
    {
        private long _last = -1;

        public long Count { get; private set; }

        public bool Ordered { get; private set; } = true;

        public void Cpus(int count)
        {
        }

        public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
        {
        }

        public void Lost(int cpu, long? count)
        {
        }

        public void Cut(string place, string wrong, bool isSure)
        {
        }

        public void Record(in TraceRecord record)
        {
            Ordered &= record.Time >= _last;
            _last = record.Time;
            Count++;
        }

        public void Run(TraceRunInfo info, TraceTotals? totals)
        {
        }
    }
}
