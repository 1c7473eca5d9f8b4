using System.Text.Json;
using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Kernel;

namespace Tickstorm.Tests.Engine.Window;

/// <summary>A result put together from folded ranges is that of the machine.</summary>
public class MachineFoldTests
{
    [Fact]
    public void Folded_ranges_give_the_result_that_the_whole_machine_gives()
    {
        int folded = 0, needStates = 0;
        foreach (string name in Library.Names)
        {
            Scenario scenario = BlocksTests.Small(name, mostCpus: 32);
            foreach (string variant in Library.DesignsOf(scenario))
            {
                Design design = DesignLibrary.Find(scenario, variant)!;
                if (Simulator.WhyNot(scenario, design) is not null) continue;
                MachinePlan plan = new(scenario, design);
                if (!MachineFold.IsPossible(plan, perCpu: false)) continue;
                SmpMachine machine = new(plan, perCpu: false);
                EngineReport engine = new("sequential", 1, SequentialEngine.Run(machine, scenario.Run.DurationNs, null));
                byte[] measured = machine.Statistics[0].ToBytes();
                string expected = JsonSerializer.Serialize(new ResultBuilder(machine, engine).Build());
                if (Folded(machine, engine, measured) is { } result)
                {
                    Assert.Equal(expected, JsonSerializer.Serialize(result));
                    folded++;
                }
                else
                {
                    needStates++;
                }
            }
        }

        Assert.True(folded > 4 * needStates && folded > 50, $"{folded} folded, {needStates} not");
    }

    [Fact]
    public void Ranges_that_do_not_follow_each_other_are_refused()
    {
        Scenario scenario = BlocksTests.Small("ipi-random", mostCpus: 32);
        SmpMachine machine = new(new MachinePlan(scenario, DesignLibrary.Find(scenario, "native-lapic")!), perCpu: false);
        MachineFold first = MachineFold.Of(machine, 0, 10, 0, []), last = MachineFold.Of(machine, 11, machine.ProcessCount, 0, []);
        Assert.Throws<InvalidDataException>(() => MachineFold.Joined(machine.Plan, [first, last]));
        Assert.Throws<InvalidDataException>(() => first.Result(new EngineReport()));
    }

    // Of three ranges, as they travel.
    private static DesignResult? Folded(SmpMachine machine, EngineReport engine, byte[] measured)
    {
        int[] starts = [0, machine.ProcessCount / 3, machine.ProcessCount / 2, machine.ProcessCount];
        long end = engine.Outcome.SimulatedNs;
        MachineFold[] parts =
        [
            .. Enumerable.Range(0, 3).Select(i => MachineFold.Of(machine, starts[i], starts[i + 1], end, i == 0 ? measured : [])),
        ];
        MachineFold joined = MachineFold.Joined(
            machine.Plan, [.. parts.Reverse().Select(part => MachineFold.FromBytes(machine.Plan, part.ToBytes()))]);
        // One silo has all.
        joined = MachineFold.Joined(machine.Plan, [joined]);
        return MachineFold.FromBytes(machine.Plan, joined.ToBytes()).Result(engine);
    }
}
