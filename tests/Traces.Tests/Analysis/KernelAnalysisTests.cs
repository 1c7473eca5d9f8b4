using Tickstorm.Traces.Analysis;

namespace Tickstorm.Tests.Analysis;

public sealed class KernelAnalysisTests
{
    [Fact]
    public void A_default_machine_shows_its_timer_interrupts_gaps_and_spread()
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Samples.Path(Samples.Busy1));

        Assert.Equal(("ftrace", 11_935L, 0L), (result.Source.Format, result.Source.Events, result.Source.LostEvents));
        Assert.Equal(250, result.Hz);
        Assert.Equal([627, 21, 27, 383], result.Cpus.Select(cpu => cpu.TimerInterrupts));
        Assert.Equal(487, result.Cpus[0].Ticks);
        Assert.Equal(732, result.Totals.Handled);
        Near.Equal(4_000_000, result.Cpus[0].TickGapNs.P50);
        Near.Equal(9_500_000, result.Cpus[0].TickGapNs.P99);
        Near.Equal(35_800_000, result.Cpus[0].TickGapNs.Max, 0.5);
        Near.Equal(257_000, result.SkewNs.P50);
        Near.Equal(8_852_000, result.SkewNs.P99);
        Near.Equal(32_468_000, result.SkewNs.Max, 0.5);
        Assert.Equal(58, result.Ipis.Sum(flow => flow.Count));
    }

    [Fact]
    public void What_a_real_kernel_cannot_show_is_null_and_said()
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Samples.Path(Samples.Busy1));

        Assert.Equal(new Ledger(Handled: 732), result.Totals);
        Assert.Empty(result.Losses);
        Assert.Contains("losses: a real kernel records no event for them", result.NotVisible);
        Assert.All(result.Cpus, cpu => Assert.Null(cpu.SilentSinceNs));
    }

    [Fact]
    public void Without_local_timers_the_timer_line_counts_as_cpu_0s_timer()
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Samples.Path(Samples.NoLapicTimer));

        IrqAnalysis irq = Assert.Single(result.Cpus[0].Irqs);
        Assert.Equal((0, "timer", 423L), (irq.Irq, irq.Name, irq.Count));
        Assert.Equal(6_472_000, irq.HandlerNs.Max);
        Assert.Equal([423, 355, 367, 384], result.Cpus.Select(cpu => cpu.TimerInterrupts));
        Assert.Null(result.SkewNs.P50);
    }

    [Fact]
    public void Silent_cpus_are_listed()
    {
        AnalysisResult result = TraceAnalyzer.Analyze(Samples.Path(Samples.NoHzFull));

        Assert.Equal(4, result.Cpus.Count);
        Assert.Equal(0, result.Cpus[1].TimerInterrupts);
        Assert.Null(result.Cpus[1].TickGapNs.P50);
    }

    [Fact]
    public void The_json_has_the_names_of_the_contract()
    {
        using MemoryStream output = new();

        AnalysisJson.Write(TraceAnalyzer.Analyze(Samples.Path(Samples.Busy1)), output);

        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(output.ToArray());
        Assert.Equal(
            [
                "source", "totals", "cpus", "serialisation", "losses", "notVisible", "hz", "latenessNs", "skewNs", "jiffiesPerSecond",
                "lateCauses", "worst", "ipis", "softirqs", "tickStops", "broadcasts", "heat", "eventNames",
            ],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        System.Text.Json.JsonElement cpu = json.RootElement.GetProperty("cpus")[0];
        Assert.Equal(
            [
                "cpu", "timerInterrupts", "vectors", "irqs", "tickGapNs", "silentSinceNs", "ticks", "due", "skipped", "missed", "missedBy",
                "latenessNs", "tickStops",
            ],
            cpu.EnumerateObject().Select(property => property.Name));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.RootElement.GetProperty("totals").GetProperty("dropped").ValueKind);
    }
}
