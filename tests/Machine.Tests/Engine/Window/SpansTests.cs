using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>Silos that settle windows among themselves agree with the reference, whoever owns which processes.</summary>
public class SpansTests
{
    private const int MostCpus = 136;
    private static readonly long[] s_windows = [0, 20_000, 1_000_000];

    public static TheoryData<string> Scenarios => [.. Library.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_design_of_a_library_scenario_gives_the_same_with_one_two_and_three_silos(string name)
    {
        Scenario scenario = BlocksTests.Small(name, MostCpus);
        int turn = 0;
        foreach (string variant in Library.DesignsOf(scenario))
        {
            Design design = DesignLibrary.Find(scenario, variant)!;
            if (Simulator.WhyNot(scenario, design) is not null) continue;
            AssertSame(scenario, design, turn++);
        }
    }

    [Theory]
    [InlineData("random-phases")]
    [InlineData("ipi-random")]
    public void What_a_window_of_many_events_commits_is_known_with_its_last_round(string name)
    {
        Scenario scenario = BlocksTests.Small(name, 512);
        scenario = scenario with { Run = scenario.Run with { DurationNs = 60_000_000 } };
        MachinePlan plan = new(scenario, DesignLibrary.Find(scenario, "native-lapic")!);
        // Where there is a trace the commit has an exchange of its own, which says how much of it there is.
        Spans traced = new(plan, silos: 3, workers: 2, windowNs: 4_000_000, trace: true), plain = new(plan, 3, 2, 4_000_000);
        traced.Run();
        plain.Run();
        Assert.Equal(traced.Hashes, plain.Hashes);
        Assert.Equal(traced.Committed, plain.Committed);
        Assert.InRange(plain.Exchanges, 1, traced.Exchanges - plain.Windows / 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_trace_changes_nothing_that_is_measured(int threads)
    {
        Scenario scenario = BlocksTests.Small("ipi-random", MostCpus);
        EngineOptions options = new() { Kind = "parallel", Threads = threads };
        DesignResult silent = Simulator.Run(scenario, "native-lapic", options);
        DesignResult traced = Simulator.Run(scenario, "native-lapic", options, new Agreement.Recorder());
        Assert.Equal(silent.LatencyNs, traced.LatencyNs);
        Assert.Equal(silent.LatencyBuckets, traced.LatencyBuckets);
    }

    private static void AssertSame(Scenario scenario, Design design, int turn)
    {
        SequentialReference reference = new(scenario, design);
        bool traced = turn % 2 == 0;
        for (int silos = 1; silos <= 3; silos++)
        {
            int workers = 1 + (turn + silos) % 2;
            Spans spans = new(reference.Plan, silos, workers, s_windows[(turn + silos) % s_windows.Length], traced);
            spans.Run(mostWindows: 1 + turn % 5 * 3);
            string how = $"{design.Name} with {silos} silos of {workers} workers";
            reference.AssertSame(how, spans.Hashes, spans.Committed, spans.Measured, traced ? spans.Records : null);
        }
    }
}
