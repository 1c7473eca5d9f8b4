using Microsoft.Extensions.DependencyInjection;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Engine.Window;
using Tickstorm.Grains.Fabric;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Support;

namespace Tickstorm.Tests;

public class InspectionTests
{
    private static readonly Scenario s_short = TestMachines.Load("ipi-random", mostCpus: 16, mostNs: 20_000_000);

    // It is paused and cancelled long before its end.
    private static readonly Scenario s_scenario = s_short with { Run = s_short.Run with { DurationNs = 3_600_000_000_000 } };

    [Theory]
    [InlineData("irq0-edge", ProcessKind.IoApic)]
    [InlineData("irq0-edge@local", ProcessKind.Line)]
    [InlineData("pit-broadcast", ProcessKind.IoApic)]
    public async Task Every_part_of_a_paused_run_shows_its_state_at_the_last_commit(string design, ProcessKind domain)
    {
        await using TestSilos cluster = await TestSilos.Start(2);
        IMachineGrain machine = cluster.Machine("inspected");
        Assert.Null(
            (await machine.Start(new() { Scenario = TestSilos.Request(s_scenario, design).Scenario, Name = s_scenario.Name, Design = design,
            WindowNs = 20_000 })).Refusal);
        Assert.Null((await PatientClient.Pause(machine)).Refusal);
        RunProgress paused = await machine.Status();
        RunShape shape = await machine.Shape();
        Assert.Equal(domain, shape.LineGroupKind);
        MachinePlan plan = new(s_scenario, DesignLibrary.Find(design)!);
        Dictionary<int, byte[]> states = await Saved(cluster, paused, plan, (await machine.Checkpoints())[0].Id);
        Assert.Equal(plan.ProcessCount, states.Count);
        foreach ((int process, byte[] state) in states)
        {
            LogicalProcess cell = plan.Create(process);
            cell.FromBytes(state);
            Same(cell.Describe(paused.CommittedNs), await machine.Inspect(process, localApic: false));
            if (cell is CoreProcess core)
            {
                Same(
                    ApicTable.Of(core.Apic, paused.CommittedNs),
                    await machine.Inspect(process, localApic: true));
            }
        }

        // A window's number counts in its own epoch only.
        Inspection late = await cluster.Inside.GetGrain<IVirtualCpuGrain>(0, "inspected").Inspect(
            paused.Epoch - 1, paused.Window, paused.CommittedNs);
        Assert.False(late.Present);
        await machine.Cancel();
        await cluster.End("inspected");
    }

    [Fact]
    public async Task Runs_that_need_one_silo_are_spread_over_all()
    {
        string expected = Simulator.Run(s_short, "irq0-edge", new EngineOptions { Kind = "sequential" }).Digest!;
        await using TestSilos cluster = await TestSilos.Start(3);
        HashSet<string> silos = new();
        for (int i = 0; i < 6; i++)
        {
            RunRequest request = new()
            {
                Scenario = TestSilos.Request(s_short, "irq0-edge").Scenario, Name = s_short.Name, Design = "irq0-edge", MostSilos = 1,
            };
            (DesignResult result, RunProgress end) = await cluster.Run(s_short, "irq0-edge", request, $"whole-{i}");
            Assert.Equal(expected, result.Digest);
            silos.Add(Assert.Single(end.Silos));
        }

        Assert.Equal(3, silos.Count);
    }

    private static void Same(IReadOnlyList<(string Name, string Value)> expected, Inspection shown)
    {
        Assert.True(shown.Present);
        Assert.Equal(expected, shown.Names.Zip(shown.Values).ToArray());
    }

    private static async Task<Dictionary<int, byte[]>> Saved(TestSilos cluster, RunProgress paused, MachinePlan plan, long checkpoint)
    {
        CheckpointStore store = cluster.Cluster.GetSiloServiceProvider(
            cluster.Cluster.Silos[0].SiloAddress).GetRequiredService<CheckpointStore>();
        Dictionary<int, byte[]> states = new();
        ProcessRanges ranges = ProcessRanges.Balanced(plan.Cpus, plan.PackageCpus, plan.ProcessCount, 2);
        for (int node = 0; node < 2; node++)
        {
            int first = ranges.First(node);
            string name = BlockName.OfNode(node, first, first + ranges.Length(node)).Single().Of("inspected", paused.Epoch, checkpoint);
            byte[] block = (await store.Read(name))!;
            foreach ((int process, byte[] state) in MachineBlock.FromBytes(block, plan.Fingerprint).States) states.Add(process, state);
        }

        return states;
    }
}
