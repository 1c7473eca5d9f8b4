using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Formats;

/// <summary>A trace shows by itself whether it is whole and as it was written.</summary>
public sealed class WholeTraceTests
{
    public static TheoryData<string> Names => ["run.dat", "run.otlp", "run.otlp.json", "run.ctf", "run.chrome.json", "run.pftrace", "run.ftrace"];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_changed_bit_changes_a_figure_in_silence(string name)
    {
        using TempFolder folder = new();
        Streams streams = Streams.EdgeCollision(3, 4);
        Write(folder.Path(name), streams, complete: true);
        string file = name == "run.ctf" ? Path.Combine(folder.Path(name), "cpu_1") : folder.Path(name);
        string expected = Json(folder.Path(name));
        byte[] whole = File.ReadAllBytes(file);
        Random random = new(7);
        for (int i = 0; i < 200; i++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            // A new file: a process that another test starts holds the old one's lock until it has become its own program.
            File.WriteAllBytes(file + ".new", changed);
            File.Move(file + ".new", file, overwrite: true);
            try
            {
                AnalysisResult result = TraceAnalyzer.Analyze(folder.Path(name));
                bool isSaid = result.Contradiction is not null || result.Source.Cut != false;
                if (!isSaid) Assert.Equal(expected, Json(folder.Path(name)));
            }
            catch (TraceFormatException)
            {
                // Refused, with its place.
            }
        }
    }

    // A signal may end a run before its first window.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_that_simulated_nothing_leaves_a_whole_trace(string name)
    {
        using TempFolder folder = new();
        Streams streams = Streams.Native(2, 5);
        using (TraceWriter writer = TraceFile.Create(folder.Path(name), streams.Info))
        {
            writer.Complete(streams.Totals() with { SimulatedNs = 0, Ticks = default });
        }

        AnalysisResult result = TraceAnalyzer.Analyze(folder.Path(name));

        Assert.False(result.Source.Cut);
        Assert.Equal(0, result.RunTotals!.SimulatedNs);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_missing_record_contradicts_the_totals(string name)
    {
        using TempFolder folder = new();
        Streams streams = Streams.Native(2, 5);
        using (TraceWriter writer = TraceFile.Create(folder.Path(name), streams.Info))
        {
            writer.Write(streams.Records);
            writer.Complete(streams.Totals() with { Ticks = streams.Totals().Ticks with { Raised = 11, Handled = 11 } });
        }

        AnalysisResult result = TraceAnalyzer.Analyze(folder.Path(name));

        Assert.False(result.Source.Cut);
        Assert.Matches("its totals are of 11 ticks, 11 of them handled, and it holds 10 and 10", result.Contradiction);
    }

    [Fact]
    public void The_spool_of_a_killed_run_is_read_and_converted_as_far_as_it_goes()
    {
        using TempFolder folder = new();
        Streams streams = Streams.Native(2, 8_000);
        TraceWriter writer = TraceFile.Create(folder.Path("run.dat"), streams.Info);
        writer.Write(streams.Records);
        // Other programs do not look at the lock.
        Tools.Run("cp", folder.Path("run.dat.spool"), folder.Path("killed.dat.spool"));
        writer.Abandon();

        AnalysisResult result = TraceAnalyzer.Analyze(folder.Path("killed.dat"));
        ConvertedTrace converted = TraceConverter.Convert(folder.Path("killed.dat.spool"), "trace.dat", folder.Path("saved.dat"));

        Assert.Equal("trace.dat.spool", result.Source.Format);
        Assert.True(result.Source.Cut);
        Assert.InRange(result.Source.Events, 1_000, streams.Records.Length - 1);
        Assert.Equal(result.Source.Events, converted.Records);
        Assert.NotNull(converted.Cut);
        Assert.Equal(result.Totals, TraceAnalyzer.Analyze(folder.Path("saved.dat")).Totals);
    }

    [Fact]
    public void A_file_beside_a_trace_that_is_no_spool_stays()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.Path("run.dat.spool"), "precious");
        OutputException fault = Assert.Throws<OutputException>(
            () => TraceFile.Create(folder.Path("run.dat"), Streams.Native(2, 2).Info));
        Assert.Matches("run.dat.spool: this is no spool of Tickstorm", fault.Message);
        Assert.Equal([folder.Path("run.dat.spool")], Directory.EnumerateFileSystemEntries(folder.Path("")));
        Assert.Equal("precious", File.ReadAllText(folder.Path("run.dat.spool")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trace_of_a_run_that_came_to_nothing_leaves_what_stood_there(string name)
    {
        using TempFolder folder = new();
        Write(folder.Path(name), Streams.Native(3, 4), complete: true);
        long before = TraceAnalyzer.Analyze(folder.Path(name)).Source.Events;
        using (TraceFile.Create(folder.Path(name), Streams.Native(2, 2).Info))
        {
        }

        Assert.Equal(before, TraceAnalyzer.Analyze(folder.Path(name)).Source.Events);
        Assert.Equal([folder.Path(name)], Directory.EnumerateFileSystemEntries(folder.Path("")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_second_writer_of_a_trace_is_refused_and_the_first_is_intact(string name)
    {
        using TempFolder folder = new();
        Streams streams = Streams.Native(2, 3);
        using (TraceWriter writer = TraceFile.Create(folder.Path(name), streams.Info))
        {
            writer.Write(streams.Records);
            OutputException fault = Assert.Throws<OutputException>(() => TraceFile.Create(folder.Path(name), streams.Info));
            Assert.Matches("another process has it open", fault.Message);
            writer.Complete(streams.Totals());
        }

        Assert.Equal(streams.Records.Length, TraceAnalyzer.Analyze(folder.Path(name)).Source.Events);
    }

    [SmallDiskTheory]
    [MemberData(nameof(Names))]
    public void A_full_disk_ends_the_trace_and_what_is_there_can_be_read(string name)
    {
        using SmallDisk disk = new(2_000);
        Streams streams = Streams.Native(4, 3_000);
        TraceWriter writer = TraceFile.Create(disk.Path(name), streams.Info);
        foreach (TraceRecord[] batch in streams.Records.Chunk(1_000)) writer.Write(batch);
        writer.Complete(streams.Totals());
        writer.Dispose();

        Assert.Equal("no space left on device", writer.CutReason);
        Assert.False(writer.WasKept);
        AnalysisResult result = TraceAnalyzer.Analyze(writer.Remains!);
        Assert.True(result.Source.Cut);
        Assert.Null(result.RunTotals);
        Assert.InRange(result.Source.Events, 1, streams.Records.Length - 1);
    }

    [SmallDiskFact]
    public void A_conversion_that_does_not_fit_leaves_what_stood_there()
    {
        using TempFolder folder = new();
        using SmallDisk disk = new(1_000);
        Write(folder.Path("run.dat"), Streams.Native(4, 2_000), complete: true);
        File.WriteAllText(disk.Path("out.ftrace"), "old");

        OutputException fault = Assert.Throws<OutputException>(
            () => TraceConverter.Convert(folder.Path("run.dat"), "ftrace", disk.Path("out.ftrace")));

        Assert.Matches("--out .*out.ftrace: no space left on device", fault.Message);
        Assert.Equal("old", File.ReadAllText(disk.Path("out.ftrace")));
        Assert.Single(Directory.EnumerateFileSystemEntries(disk.Path("")));
    }

    [Fact]
    public void A_captures_last_line_that_is_cut_is_a_note()
    {
        const string Whole =
            "<idle>-0 [000] d.h1. 1.000000: local_timer_entry: vector=236\n<idle>-0 [000] d.h1. 1.000010: local_timer_exit: ";
        using TempFolder folder = new();
        File.WriteAllText(folder.Path("cut.txt"), Whole + "vector=236\n<idle>-0 [000] d.h1. 1.00");
        File.WriteAllText(folder.Path("may.txt"), Whole + "vector=23");
        File.WriteAllText(folder.Path("whole.txt"), Whole + "vector=236\n");

        AnalysisResult cut = TraceAnalyzer.Analyze(folder.Path("cut.txt")), may = TraceAnalyzer.Analyze(folder.Path("may.txt"));

        Assert.True(cut.Source.Cut);
        Assert.Equal(2, cut.Source.Events);
        Assert.Contains(cut.NotVisible, note => note.Contains("line 3", StringComparison.Ordinal));
        Assert.Null(may.Source.Cut);
        Assert.Contains(may.NotVisible, note => note.Contains("line 2", StringComparison.Ordinal));
        Assert.False(TraceAnalyzer.Analyze(folder.Path("whole.txt")).Source.Cut);
    }

    [Fact]
    public void Older_files_without_a_count_of_their_records_are_read_as_before()
    {
        TraceTotals totals = Streams.Native(2, 2).Totals();
        Assert.DoesNotContain("records", RunInfoJson.Of(totals), StringComparison.Ordinal);
        Assert.Null(default(RecordSum).Contradicts(Streams.Native(2, 2).Info, totals, "otlp"));
    }

    private static void Write(string path, Streams streams, bool complete)
    {
        using TraceWriter writer = TraceFile.Create(path, streams.Info);
        writer.Write(streams.Records);
        if (complete) writer.Complete(streams.Totals());
    }

    private static string Json(string path)
    {
        using MemoryStream stream = new();
        AnalysisJson.Write(TraceAnalyzer.Analyze(path), stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
