using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Faults;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

public class PlacementTests
{
    private const string Design = "irq0-edge";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_core_gives_the_same_result_with_its_two_grains_together_and_apart(bool apart)
    {
        Scenario scenario = TestMachines.Load("ipi-random", mostCpus: 16, mostNs: 40_000_000);
        DesignResult expected = Simulator.Run(scenario, Design, new EngineOptions { Kind = "sequential" });
        FaultyFabric fabric = new();
        await using TestSilos cluster = await TestSilos.Start(2, fabric);
        string run = $"apart-{apart}";
        FaultyFabric.Gate gate = fabric.HoldAt(run, 10);
        IMachineGrain machine = cluster.Machine(run);
        RunRequest request = new()
        {
            Scenario = TestSilos.Request(scenario, Design).Scenario, Name = scenario.Name, Design = Design, WindowNs = 20_000,
            Apart = apart,
        };
        Assert.Null((await machine.Start(request)).Refusal);
        await cluster.PauseHeld(run, gate);
        RunProgress paused = await machine.Status();
        for (int cpu = 0; cpu < 16; cpu++)
        {
            IGrainFactory grains = cluster.Inside;
            Inspection core = await grains.GetGrain<IVirtualCpuGrain>(cpu, run).Inspect(paused.Epoch, paused.Window, paused.CommittedNs);
            Inspection apic = await grains.GetGrain<ILocalApicGrain>(cpu, run).Inspect(paused.Epoch, paused.Window, paused.CommittedNs);
            Assert.True(core.Present && apic.Present);
            Assert.Equal(apart, core.Silo != apic.Silo);
            Assert.Equal(paused.Silos[cpu < 8 ? 0 : 1], core.Silo);
            Assert.Equal($"0x{cpu:x2}000000", apic.Values[0]);
        }

        Assert.Null((await machine.Resume()).Refusal);
        RunProgress end = await cluster.End(run);
        Assert.Equal(expected.Digest, (await cluster.Result(run, scenario, Design, end)).Digest);
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_was_committed()
    {
        Scenario scenario = TestMachines.Load("ipi-random", mostCpus: 16, mostNs: 50_000_000);
        // Longer than anybody waits: it cannot end before it is cancelled.
        scenario = scenario with { Run = scenario.Run with { DurationNs = 100_000_000_000 } };
        await using TestSilos cluster = await TestSilos.Start(1);
        IMachineGrain machine = cluster.Machine("cancelled");
        RunRequest request = new()
        {
            Scenario = TestSilos.Request(scenario, Design).Scenario, Name = scenario.Name, Design = Design, WindowNs = 10_000,
        };
        Assert.Null((await machine.Start(request)).Refusal);
        await cluster.Met("cancelled", now => now.Windows >= 1);
        Assert.Null((await machine.Cancel()).Refusal);
        RunProgress end = await cluster.End("cancelled");
        Assert.Equal(RunStatus.Cancelled, end.Status);
        Assert.True(end.CommittedNs < scenario.Run.DurationNs);
        Assert.True(end.FinalBlocks > 0);
    }
}
