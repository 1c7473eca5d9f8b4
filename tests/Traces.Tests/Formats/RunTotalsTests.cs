using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;

namespace Tickstorm.Tests.Formats;

/// <summary>Write, read, analyse: what is counted from the records is what the run itself counted.</summary>
public sealed class RunTotalsTests
{
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string name in new[] { "run.dat", "run.otlp", "run.otlp.json", "run.ctf", "run.chrome.json", "run.ftrace" })
        {
            foreach (
                string design in new[] { "native-lapic", "vmi-own-vector", "irq0-edge", "irq0-level", "irq0-percpu-reserved",
                "irq0-percpu-io-apic-chip", "pit-broadcast" })
            {
                cases.Add(name, design);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_analysis_of_a_trace_counts_what_the_run_counted(string name, string design)
    {
        using TempFolder folder = new();
        Scenario busy = TracedRuns.Busy();
        foreach (Scenario scenario in new[] { busy, busy with { Tick = new TickSetup { Phases = PhaseKind.Aligned } } })
        {
            DesignResult run = TracedRuns.Traced(scenario, design, folder.Path(name));
            AnalysisResult analysis = TraceAnalyzer.Analyze(folder.Path(name));

            TickTotals t = run.Ticks;
            Assert.Equal(new Ledger(t.Raised, t.Handled, t.Late, t.Coalesced, t.Dropped, t.Masked, t.Pending), analysis.Totals);
            Assert.Equal(analysis.Totals, analysis.Counted);
            Assert.Equal(run.Digest, analysis.RunTotals!.Digest);
            Assert.Equal(run.SpuriousRuns, analysis.SpuriousRuns);
            Assert.Equal(t.Dropped + t.Coalesced + t.Masked, analysis.Losses.Sum(loss => loss.Count));
            Assert.Equal(run.LatencyNs, analysis.Latency.Percentiles());
            Assert.Equal(run.FirstDrop?.Cpu, analysis.FirstDrop?.Victim);
            Assert.Equal(run.FirstDrop?.TimeNs, analysis.FirstDrop?.TimeNs);
            Assert.Equal(run.LockWaitNs.Total, analysis.Serialisation.Sum(point => point.TotalNs));
            Assert.Equal(run.LockWaitNs.Max, analysis.Serialisation.Select(point => point.MaxNs).DefaultIfEmpty().Max());
        }
    }
}
