using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Tests.Files;

/// <summary>One small capture in every form that tools print, and the faults that each invites.</summary>
public sealed class CaptureKindTests
{
    [Theory]
    [InlineData("checks/00-sound.txt", 16, 16)]
    [InlineData("checks/01-lost-gap.txt", 16, 7)]
    [InlineData("checks/02-arm64-arch-timer.txt", 16, 16)]
    [InlineData("checks/04-linux-6.8-tick-name.txt", 16, 16)]
    [InlineData("checks/07-trace-cmd-ts-diff.txt", 16, 16)]
    [InlineData("checks/10-overwritten-header.txt", 16, 16)]
    [InlineData("checks/11-late-buffer.txt", 16, 3)]
    [InlineData("checks/15-sparse-cpus.txt", 16, 16)]
    [InlineData("checks/18-ipi-cpumask.txt", 16, 16)]
    [InlineData("checks/21-latency-format.txt", 16, 16)]
    [InlineData("checks/22-perf-kernel-stack.txt", 16, 16)]
    [InlineData("checks/24-multiline-print.txt", 16, 16)]
    [InlineData("checks/25-buffer-instances.txt", 16, 16)]
    [InlineData("checks/28-banner.txt", 16, 16)]
    [InlineData("checks/31-trace-cmd-report-l.txt", 16, 16)]
    [InlineData("formats/01-plain.txt", 12, 12, 12, 12)]
    [InlineData("formats/04-clock-counter.txt", 12, 12, 12, 12)]
    [InlineData("formats/06-latency-format.txt", 12, 12, 12, 12)]
    [InlineData("formats/12-perf-no-cpu.txt", 48)]
    [InlineData("formats/14-perf-period.txt", 12, 12, 12, 12)]
    [InlineData("formats/15-perf-callchain.txt", 12, 12, 12, 12)]
    [InlineData("formats/30-comm-brackets.txt", 12, 12, 12, 12)]
    [InlineData("formats/32-marker-newline.txt", 12, 12, 12, 12)]
    [InlineData("formats/42-mutex.txt", 12, 12, 12, 12)]
    [InlineData("formats/48-lost-arm.txt", 12, 12, 12, 12)]
    public void Timer_interrupts_are_counted_in_every_form(string file, params int[] timerInterrupts)
    {
        AnalysisResult result = Analyze(file);

        Assert.Equal(timerInterrupts.Select(count => (long)count), result.Cpus.Select(cpu => cpu.TimerInterrupts));
        Assert.DoesNotContain(result.Cpus, cpu => cpu.SilentSinceNs is not null);
        Assert.Equal(file.StartsWith("checks", StringComparison.Ordinal) ? 1_000 : 250, result.Hz);
        Assert.DoesNotContain(result.Cpus, cpu => cpu.Missed > 0);
        // All ticks of these captures come some us after they were due.
        Assert.True(result.Latency.Percentiles().Max is null or <= 10_000, $"{result.Latency.Percentiles().Max} ns late");
    }

    [Fact]
    public void Where_only_timers_were_traced_no_cpu_is_silent_and_nobody_counted_its_interrupts()
    {
        AnalysisResult result = Without("local_timer_");

        Assert.DoesNotContain(result.Cpus, cpu => cpu.SilentSinceNs is not null);
        Assert.True(result.HidesTimerInterrupts);
        Assert.Contains(result.NotVisible, note => note.StartsWith("timer interrupts: ", StringComparison.Ordinal));
        Assert.All(result.Cpus, cpu => Assert.Equal(12, cpu.Ticks));
    }

    [Fact]
    public void A_vector_in_whose_handler_ticks_run_is_the_timers_whatever_its_name()
    {
        AnalysisResult result = Text(Plain().Replace("local_timer_", "hyperv_stimer0_", StringComparison.Ordinal));

        Assert.All(result.Cpus, cpu => Assert.Equal(12, cpu.TimerInterrupts));
    }

    [Theory]
    [InlineData("0xffffffff81168830")]
    [InlineData("srso_alias_return_thunk")]
    public void Names_of_another_kernel_hide_no_tick(string function)
    {
        AnalysisResult named = TraceAnalyzer.Analyze(Samples.Path("recordings/61_perf_mono.perf_script_ns.txt.gz"));
        string text = Regex.Replace(Recorded(), "function=[a-z_]+", "function=" + function);
        AnalysisResult result = Text(text);

        Assert.Equal(named.Hz, result.Hz);
        Assert.Contains(result.NotVisible, note => note.Contains("rhythm", StringComparison.Ordinal));
        foreach ((CpuAnalysis one, CpuAnalysis other) in named.Cpus.Zip(result.Cpus))
        {
            Assert.Equal(one.TimerInterrupts, other.TimerInterrupts);
            // The first ticks are not known for ticks yet.
            Assert.InRange(other.Ticks, one.Ticks - 10, one.Ticks);
            Assert.InRange(other.Missed!.Value, one.Missed!.Value - 12, one.Missed!.Value);
        }
    }

    private static AnalysisResult Without(string word) => Text(string.Join('\n', Plain().Split('\n')
        .Where(line => !line.Contains(word, StringComparison.Ordinal))));

    private static AnalysisResult Text(string text) =>
        TraceAnalyzer.Analyze(new InputFile(InputFile.Standard, new MemoryStream(Encoding.UTF8.GetBytes(text))));

    private static string Plain() => Unpacked("formats/01-plain.txt.gz");

    private static string Recorded() => Unpacked("recordings/61_perf_mono.perf_script_ns.txt.gz");

    private static string Unpacked(string file)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(Samples.Path(file)), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    [Theory]
    [InlineData("checks/19-two-machines.txt", "machines")]
    [InlineData("formats/22-trace-cmd-two-files.txt", "trace-cmd report -i")]
    [InlineData("checks/32-cpu-number-absurd.txt", "CPU 2000000")]
    [InlineData("formats/34-utf16.txt", "iconv")]
    [InlineData("formats/36-function_graph.txt", "function_graph")]
    [InlineData("formats/40-ipi-mask.txt", "--allow-unsorted")]
    [InlineData("formats/50-perf-json.json", "perf script")]
    [InlineData("formats/55-lttng-babeltrace.txt", "LTTng")]
    [InlineData("formats/60-proc-interrupts.txt", "--interrupts")]
    public void What_is_not_read_is_named(string file, string words) =>
        Assert.Contains(words, Assert.Throws<TraceFormatException>(() => Analyze(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_measured_across_a_loss()
    {
        CpuAnalysis cpu = Analyze("checks/01-lost-gap.txt").Cpus[1];

        Assert.Equal(1_000_000, cpu.TickGapNs.Max);
        Assert.InRange(cpu.Vectors.Single().HandlerNs.Max!.Value, 3_900, 4_100);
        Assert.Equal(0, cpu.Missed);
    }

    [Fact]
    public void Waits_for_a_lock_are_paired_by_task()
    {
        Assert.Equal((2L, 10_000_000L, 5_000_000L), Waits("checks/13-mutex-two-waiters.txt"));
        Assert.Equal((3L, 59_700_000L, 29_800_000L), Waits("formats/42-mutex.txt"));

        static (long, long, long) Waits(string file)
        {
            Serialisation point = Analyze(file).Serialisation[0];
            return (point.Waits, point.TotalNs, point.MaxNs);
        }
    }

    [Fact]
    public void A_capture_without_a_timer_interrupt_says_so()
    {
        Assert.True(Analyze("checks/13-mutex-two-waiters.txt").SeesNoTimer);
        Assert.False(Analyze("formats/43-timerlat.txt").SeesNoTimer);
    }

    [Fact]
    public void An_ipi_to_a_mask_is_one_to_each_of_its_cpus() =>
        Assert.Contains(Analyze("checks/18-ipi-cpumask.txt").Ipis, flow => flow is { From: 0, To: 1 });

    [Fact]
    public void Lines_that_are_no_events_are_refused_when_told_so()
    {
        using FileStream stream = File.OpenRead(Samples.Path("formats/32-marker-newline.txt.gz"));

        Assert.Equal(1, Analyze("formats/32-marker-newline.txt").Source.Skipped.Count);
        Assert.Throws<TraceFormatException>(() => TraceAnalyzer.Analyze(
            new InputFile(Samples.Path("formats/32-marker-newline.txt.gz")), choice: AnalysisChoice.All with { Strict = true }));
    }

    [Fact]
    public void A_choice_of_cpus_and_time_leaves_the_rest_out()
    {
        AnalysisChoice choice = AnalysisChoice.All with
        {
            Cpus = new HashSet<int> { 1 }, FromNs = 40_000_000_000, ToNs = 40_008_000_000, Top = 2,
        };

        AnalysisResult result = TraceAnalyzer.Analyze(new InputFile(Samples.Path("checks/00-sound.txt.gz")), choice: choice);

        Assert.Equal(2, result.Worst.Count);
        Assert.All(result.Worst, tick => Assert.Equal(1, tick.Cpu));
        Assert.True(result.Source.LastNs <= 40_008_000_000);
    }

    private static AnalysisResult Analyze(string file) => TraceAnalyzer.Analyze(Samples.Path(file + ".gz"));
}
