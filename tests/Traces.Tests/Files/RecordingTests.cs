using System.Text.Json;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Tests.Files;

/// <summary>Recordings of real kernels by trace-cmd, perf and ftrace against the truth of an independent reader.</summary>
public sealed class RecordingTests
{
    private static readonly JsonElement s_truth = Truth();

    public static TheoryData<string> Files => [.. s_truth.EnumerateObject().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Events_rate_and_timer_interrupts_are_those_of_the_recording(string file)
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Path(file));
        JsonElement truth = s_truth.GetProperty(file);

        Assert.Equal(truth.GetProperty("events").GetInt64(), result.Source.Events);
        // Where the rate is not known to the truth, only the kernel's own may be said.
        if (truth.GetProperty("hz").ValueKind == JsonValueKind.Number) Assert.Equal(250, result.Hz);
        else Assert.True(result.Hz is null or 250, $"{result.Hz}");
        Assert.DoesNotContain(result.Cpus, cpu => cpu.SilentSinceNs is not null);
        foreach (JsonElement cpu in truth.GetProperty("cpus").EnumerateArray())
        {
            int number = cpu.GetProperty("cpu").ValueKind == JsonValueKind.Null ? CpuAnalysis.NoCpu : cpu.GetProperty("cpu").GetInt32();
            CpuAnalysis found = result.Cpus.Single(one => one.Cpu == number);
            Assert.Equal(cpu.GetProperty("timer").GetInt64(), found.TimerInterrupts);
        }
    }

    // Across the losses of one recording nothing is measured, and one does not say where its ticks were.
    public static TheoryData<string> WithMissedTicks => [.. s_truth.EnumerateObject().Select(file => file.Name).Where(file =>
        !file.Contains("lost", StringComparison.Ordinal) && s_truth.GetProperty(file).GetProperty("cpus").EnumerateArray()
            .All(cpu => IsNumber(cpu, "merged") && IsNumber(cpu, "cpu")))];

    [Theory]
    [MemberData(nameof(WithMissedTicks))]
    public void Missed_ticks_are_those_that_the_truth_calls_merged(string file)
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Path(file));

        foreach (JsonElement cpu in s_truth.GetProperty(file).GetProperty("cpus").EnumerateArray())
        {
            long merged = cpu.GetProperty("merged").GetInt64();
            long? missed = result.Cpus.Single(one => one.Cpu == cpu.GetProperty("cpu").GetInt32()).Missed;
            Assert.NotNull(missed);
            Assert.InRange(missed.Value, merged - Math.Max(3, merged / 20), merged + Math.Max(3, merged / 20));
        }
    }

    [Fact]
    public void Across_losses_fewer_ticks_are_missed_than_in_truth_and_none_is_due_twice()
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Path("61_tc_v7_lost2.dat"));

        foreach (JsonElement cpu in s_truth.GetProperty("61_tc_v7_lost2.dat").GetProperty("cpus").EnumerateArray())
        {
            CpuAnalysis found = result.Cpus.Single(one => one.Cpu == cpu.GetProperty("cpu").GetInt32());
            Assert.InRange(found.Missed!.Value, 1, cpu.GetProperty("merged").GetInt64() + 5);
            Assert.InRange(found.Due!.Value, 1, 532);
        }
    }

    [Fact]
    public void No_tick_is_due_more_often_than_the_grid_of_the_recording_has_points()
    {
        foreach ((string file, long points) in (ReadOnlySpan<(string, long)>)[("61_tc_v7_default.trace_report.txt.gz", 526),
            ("61_perf_mono.data.gz", 473), ("61_ft_uptime.txt.gz", 520), ("612_nohzfull_busy23_ft.txt.gz", 481)])
        {
            Assert.All(TraceAnalyzer.Analyze(Path(file)).Cpus, cpu => Assert.InRange(cpu.Due ?? 0, 0, points + 2));
        }
    }

    [Fact]
    public void A_binary_recording_and_its_text_have_the_same_figures()
    {
        AnalysisResult binary = TraceAnalyzer.Analyze(Path("61_tc_instances.dat"));
        AnalysisResult text = TraceAnalyzer.Analyze(Path("61_tc_instances.trace_report_t.txt.gz"));

        Assert.Equal(text.Cpus.Select(Figures), binary.Cpus.Select(Figures));
        Assert.Equal(text.Latency.Percentiles(), binary.Latency.Percentiles());
        Assert.Equal(
            text.Softirqs.Select(softirq => (softirq.Vector, softirq.Count)),
                binary.Softirqs.Select(softirq => (softirq.Vector, softirq.Count)));

        static (int, long, long, long?, long?, long?) Figures(CpuAnalysis cpu) =>
            (cpu.Cpu, cpu.TimerInterrupts, cpu.Ticks, cpu.Skipped, cpu.Missed, cpu.TickStops);
    }

    [Fact]
    public void Events_that_were_lost_in_an_unknown_number_are_no_number()
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Path("61_tc_v7_lost2.dat"));

        Assert.Null(result.Source.LostEvents);
        Assert.Contains(result.NotVisible, note => note.Contains("places where the tracer lost events", StringComparison.Ordinal));
    }

    [Fact]
    public void Counts_of_proc_interrupts_read_within_the_recording_are_fewer_of_each()
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Path("61_tc_v6.dat.gz"));
        InterruptTable before = InterruptTable.Read(new InputFile(Path("61_tc_v6.interrupts_begin.txt")));
        InterruptTable after = InterruptTable.Read(new InputFile(Path("61_tc_v6.interrupts_end.txt")));

        InterruptCheck check = InterruptCheck.Of(result, before, after);

        Assert.True(check.Agrees, check.Verdict);
        Assert.Equal(4, check.Rows.Count(row => row.Label == "LOC"));
        Assert.All(check.Rows.Where(row => row.Label == "LOC"), row => Assert.InRange(row.Difference!.Value, 0, 200));
        Assert.False(InterruptCheck.Of(result, after, before).Agrees);
    }

    private static bool IsNumber(JsonElement of, string name) => of.GetProperty(name).ValueKind == JsonValueKind.Number;

    private static JsonElement Truth() => JsonDocument.Parse(File.ReadAllBytes(Path("truth.json"))).RootElement;

    private static string Path(string file) => Samples.Path(System.IO.Path.Combine("recordings", file));
}
