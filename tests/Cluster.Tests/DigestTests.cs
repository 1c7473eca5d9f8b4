using Tickstorm.Contracts.Runs;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

/// <remarks>Slow: all scenarios of the library, each under up to four designs.</remarks>
[Trait("Speed", "slow")]
public class DigestTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_scenario_of_the_library_gives_the_digest_of_one_thread(int silos)
    {
        await using TestSilos cluster = await TestSilos.Start(silos);
        foreach (string name in TestMachines.Names)
        {
            Scenario scenario = TestMachines.Load(name);
            foreach (string design in Designs(scenario))
            {
                DesignResult expected = Simulator.Run(scenario, design, new EngineOptions { Kind = "sequential" });
                if (!expected.Supported) continue;
                (DesignResult actual, RunProgress progress) = await cluster.Run(scenario, design);
                Assert.True(
                    expected.Digest == actual.Digest,
                    $"{name}, {design}, {silos} silos: another digest. {string.Join("; ", progress.Story)}");
                Assert.Equal(expected.Ticks, actual.Ticks);
                Assert.Equal(expected.LatencyNs, actual.LatencyNs);
                Assert.Equal(expected.FirstDrop, actual.FirstDrop);
                Assert.Equal(expected.LockWaitNs, actual.LockWaitNs);
                Assert.Equal(expected.LateCauses, actual.LateCauses);
                Assert.Equal(silos, progress.Silos.Length);
            }
        }
    }

    [Fact]
    public async Task The_twin_of_a_built_in_design_has_its_digest()
    {
        await using TestSilos cluster = await TestSilos.Start(2);
        Scenario scenario = TestMachines.Load("irq0-2007", mostCpus: 32);
        foreach (Design design in DesignLibrary.All)
        {
            Scenario twin = scenario with { Designs = ["twin"], OwnDesigns = [DesignKeys.ToOwn(design, "twin")] };
            DesignResult expected = Simulator.Run(scenario, design.Name, new EngineOptions { Kind = "sequential" });
            if (!expected.Supported) continue;
            (DesignResult actual, _) = await cluster.Run(twin, "twin");
            Assert.True(expected.Digest == actual.Digest, $"{design.Name}: its twin has another digest");
        }
    }

    // A line, a lock and the legacy block each have their part in one of these.
    internal static IEnumerable<string> Designs(Scenario scenario)
    {
        IEnumerable<string> named = scenario.Designs.Count > 0
            ? scenario.Designs
            : ["native-lapic", "irq0-edge", "vmi-percpu", "pit-broadcast"];
        return named.Take(4);
    }
}
