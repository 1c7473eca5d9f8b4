using System.Text;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Formats.Text;

namespace Tickstorm.Tests.Analysis;

/// <summary>What is done to a capture changes no figure that the analysis does not report as affected.</summary>
public sealed class DamageTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Foreign_lines_change_nothing_and_are_counted(int seed)
    {
        RandomCapture capture = new(seed);
        string[] foreign =
            ["Tracing 1 event... Ctrl-C to end.", "^C", "a note [7] of somebody", "[  12.345678] usb 1-1: new device", "]", "x: y: z"];
        List<string> lines = [.. capture.Lines.Select(line => line.Text)];
        int count = capture.Random.Next(1, 9);
        for (int i = 0; i < count; i++) lines.Insert(capture.Random.Next(lines.Count + 1), foreign[capture.Random.Next(foreign.Length)]);

        AnalysisResult damaged = Analyze(RandomCapture.Text(capture.Cpus, lines));

        Assert.Equal(count, damaged.Source.Skipped.Count);
        Assert.Equal(Figures(Whole(capture)), Figures(damaged));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_files_of_the_cpus_in_any_order_change_no_figure_of_a_cpu(int seed)
    {
        RandomCapture capture = new(seed);
        int[] order = [.. Enumerable.Range(0, capture.Cpus)];
        capture.Random.Shuffle(order);

        AnalysisResult damaged = Analyze(
            RandomCapture.Text(capture.Cpus,
                order.SelectMany(cpu => capture.Lines.Where(line => line.Cpu == cpu).Select(line => line.Text))));

        Assert.Equal(Figures(Whole(capture)), Figures(damaged));
        if (capture.Cpus == 1) return;
        Assert.Null(damaged.SkewNs.P50);
        Assert.Contains(damaged.NotVisible, note => note.Contains("between CPUs", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_cut_capture_has_the_figures_of_its_whole_lines(int seed)
    {
        RandomCapture capture = new(seed);
        string text = RandomCapture.Text(capture.Cpus, capture.Lines.Select(line => line.Text));
        int at = capture.Random.Next(text.Length / 2, text.Length - 1);
        string cut = text[..at];
        string before = cut[..(cut.LastIndexOf('\n') + 1)];

        AnalysisResult damaged = Analyze(cut), whole = Analyze(before);

        if (cut.Length == before.Length) return;
        Assert.NotEqual(false, damaged.Source.Cut);
        // A line that happens to be an event already is one; nothing else may change.
        if (damaged.Source.Events == whole.Source.Events) Assert.Equal(Figures(whole), Figures(damaged));
        else Assert.Equal(whole.Source.Events + 1, damaged.Source.Events);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_lost_block_invents_nothing(int seed)
    {
        RandomCapture capture = new(seed);
        int cpu = capture.Random.Next(capture.Cpus);
        List<(long TimeNs, int Cpu, string Text)> lines = [.. capture.Lines];
        int[] own = [.. Enumerable.Range(0, lines.Count).Where(i => lines[i].Cpu == cpu)];
        int first = capture.Random.Next(1, own.Length / 2), count = capture.Random.Next(1, own.Length / 2);
        HashSet<int> lost = [.. own.Skip(first).Take(count)];
        IEnumerable<string> left = Enumerable.Range(0, lines.Count).Where(i => !lost.Contains(i) || i == own[first])
            .Select(i => i == own[first] ? $"CPU:{cpu} [LOST {count} EVENTS]" : lines[i].Text);
        int timers = lost.Count(i => lines[i].Text.Contains("local_timer_entry", StringComparison.Ordinal));

        AnalysisResult whole = Whole(capture), damaged = Analyze(RandomCapture.Text(capture.Cpus, left));

        Assert.Equal(count, damaged.Source.LostEvents);
        Assert.Contains(damaged.NotVisible, note => note.Contains("lost events", StringComparison.Ordinal));
        Assert.Equal(
            whole.Cpus.Where(one => one.Cpu != cpu).Select(Figures), damaged.Cpus.Where(one => one.Cpu != cpu).Select(Figures));
        CpuAnalysis was = whole.Cpus[cpu], now = damaged.Cpus[cpu];
        Assert.Equal(was.TimerInterrupts - timers, now.TimerInterrupts);
        Assert.True((now.TickGapNs.Max ?? 0) <= (was.TickGapNs.Max ?? 0));
        Assert.True((now.LatencyNs.Max ?? 0) <= (was.LatencyNs.Max ?? 0));
        Assert.True((now.Missed ?? 0) <= (was.Missed ?? 0), $"{now.Missed} of {was.Missed}");
        Assert.True(now.Vectors.Max(vector => vector.HandlerNs.Max ?? 0) <= was.Vectors.Max(vector => vector.HandlerNs.Max ?? 0));
        Assert.Null(now.SilentSinceNs);
    }

    private static AnalysisResult Whole(RandomCapture capture) =>
        Analyze(RandomCapture.Text(capture.Cpus, capture.Lines.Select(line => line.Text)));

    private static string Figures(AnalysisResult result) => string.Join('\n', result.Cpus.Select(Figures).Prepend($"{result.Hz}"));

    private static string Figures(CpuAnalysis cpu) =>
        $"{cpu.Cpu}: {cpu.TimerInterrupts} {cpu.Ticks} {cpu.Due} {cpu.Skipped} {cpu.Missed} {cpu.TickGapNs} {cpu.LatencyNs} "
        + string.Join(' ', cpu.Vectors.Select(vector => $"{vector.Vector}:{vector.Count}:{vector.HandlerNs}"));

    private static AnalysisResult Analyze(string text)
    {
        TraceAnalyzer analyzer = new();
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        TextTraceReader.Read(stream, "given.txt", analyzer);
        return analyzer.Finish("ftrace");
    }
}
