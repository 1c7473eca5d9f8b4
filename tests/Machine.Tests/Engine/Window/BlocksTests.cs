using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>The cluster's half of the window agrees with the reference, whoever owns which processes.</summary>
public class BlocksTests
{
    private const int MostCpus = 80;
    private static readonly long[] s_windows = [0, 20_000, 1_000_000];

    public static TheoryData<string> Scenarios => [.. Library.Names];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_design_of_a_library_scenario_gives_the_same_with_one_two_and_three_owners(string name)
    {
        Scenario scenario = Small(name);
        int turn = 0;
        foreach (string variant in Library.DesignsOf(scenario))
        {
            Design design = DesignLibrary.Find(scenario, variant)!;
            if (Simulator.WhyNot(scenario, design) is not null) continue;
            SequentialReference reference = new(scenario, design);
            for (int owners = 1; owners <= 3; owners++)
            {
                Blocks blocks = new(reference.Plan, owners);
                Agreement.Recorder traced = new();
                blocks.Run(s_windows[turn++ % s_windows.Length], traced);
                reference.AssertSame($"{design.Name} with {owners} owners", blocks.Hashes, blocks.Committed, blocks.Measured, traced.Records);
            }
        }
    }

    [Fact]
    public void A_window_that_does_not_settle_is_cut_and_gives_the_same()
    {
        Scenario scenario = Given.Aligned(64, periods: 2);
        MachinePlan plan = new(scenario, DesignLibrary.Find("irq0-edge")!);
        SmpMachine reference = new(plan, perCpu: true);
        SequentialEngine.Run(reference, scenario.Run.DurationNs);
        Blocks blocks = new(plan, 2);
        blocks.Run(5_000_000);
        Assert.True(blocks.Cuts > 0);
        Assert.Equal(Enumerable.Range(0, reference.ProcessCount).Select(reference.Hash), blocks.Hashes);
    }

    // What happens around the first ticks, on a few CPUs. Designs that tick at the alarms' rate need longer to their first.
    internal static Scenario Small(string name, int mostCpus = MostCpus)
    {
        Scenario scenario = Library.Brief(name);
        // Long enough for a tick of the slowest clock.
        long alarms = 2_000_000_000 / Math.Min(scenario.Tick.Hz, scenario.Tick.VmiAlarmHz > 0 ? scenario.Tick.VmiAlarmHz : 1_000);
        return scenario with
        {
            Machine = scenario.Machine with { Cpus = Math.Min(scenario.Machine.Cpus, mostCpus) },
            Run = scenario.Run with { DurationNs = Math.Max(scenario.Run.DurationNs, alarms) },
        };
    }
}
