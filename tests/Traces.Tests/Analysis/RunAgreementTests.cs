using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Traces.Analysis;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Tests.Analysis;

/// <summary>What the records of a run say must be what the run itself says, without the totals that a file carries.</summary>
public sealed class RunAgreementTests
{
    public static TheoryData<string> Designs =>
        [.. DesignLibrary.All.Select(design => design.Name), "irq0-edge@xt-pic", "irq0-level@local"];

    [Theory]
    [MemberData(nameof(Designs))]
    public void The_ledger_and_the_queues_counted_from_records_are_the_runs(string design)
    {
        foreach (Scenario scenario in Scenarios())
        {
            TraceAnalyzer analyzer = new();
            analyzer.Run(TraceRunInfo.For(scenario, design), null);
            DesignResult run = Simulator.Run(scenario, design, new EngineOptions { Kind = "sequential" }, analyzer);
            AnalysisResult result = analyzer.Finish("records");
            string name = $"{design}, {scenario.Name}";
            Same(name, run.Ticks.Raised, result.Counted.Raised);
            Same(name, run.Ticks.Handled, result.Counted.Handled);
            Same(name, run.Ticks.Late, result.Counted.Late);
            Same(name, run.Ticks.Dropped, result.Counted.Dropped);
            Same(name, run.LockWaitNs.Total, result.Serialisation.Sum(point => point.TotalNs));
            Same(name, run.LockWaitNs.Max, result.Serialisation.Select(point => point.MaxNs).DefaultIfEmpty(0).Max());
            Same(name, run.LockWaitNs.LongestQueue, result.Serialisation.Select(point => point.LongestQueue).DefaultIfEmpty(0).Max());
        }
    }

    private static void Same(string what, long expected, long? actual) =>
        Assert.True(expected == actual, $"{what}: the run says {expected}, its records {actual}");

    private static IEnumerable<Scenario> Scenarios()
    {
        Scenario busy = TracedRuns.Busy() with { Name = "random" };
        yield return busy;
        yield return busy with { Name = "aligned", Tick = busy.Tick with { Phases = PhaseKind.Aligned, Mode = TickMode.Periodic } };
        yield return busy with
        {
            Name = "long", Tick = busy.Tick with { Handler = new DurationTable([(3_000, 5), (90_000, 2), (400_000, 1)]) },
            Lock = busy.Lock with { Fairness = LockFairness.Unfair },
        };
        yield return busy with
        {
            Name = "hosted", Workload = busy.Workload with { Host = new HostLoad { Cpus = 5, SliceNs = 900_000 } },
        };
        yield return busy with
        {
            Name = "skewed", Tick = busy.Tick with { Phases = PhaseKind.Skewed }, Machine = new MachineShape { Cpus = 60 },
        };
    }
}
