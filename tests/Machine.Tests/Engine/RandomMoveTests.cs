using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Lines;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;

namespace Tickstorm.Tests.Engine;

/// <summary>
/// Devices of all kinds at random that are moved, disabled and enabled all the time: at every commit each interrupt is somewhere, and all
/// engines agree. A failure names the seed.
/// </summary>
public class RandomMoveTests
{
    [Fact]
    public void Interrupts_that_move_are_conserved_on_every_engine()
    {
        long moves = 0, failed = 0, resends = 0;
        for (int seed = 9; seed <= 24; seed++)
        {
            (Scenario scenario, string design) = RandomScenario.MakeMoving(seed);
            DeviceReport devices = AssertSame(seed, scenario, design);
            moves += devices.Lines.Sum(line => line.Moves);
            failed += devices.Lines.Sum(line => line.FailedMoves);
            resends += devices.Lines.Sum(line => line.Resends);
        }

        Assert.True(moves > 30 && failed > 0 && resends > 0, $"{moves} moves, {failed} failed, {resends} sent again");
    }

    [Fact]
    public void An_interrupt_that_gets_lost_is_noticed()
    {
        (Scenario scenario, string design) = RandomScenario.MakeMoving(1);
        SmpMachine machine = new(scenario, DesignLibrary.Find(design)!);
        machine.CheckBalance([]);
        LineGroup group = machine.LineGroups.First(g => g.Table.Lines[^1].Number > 0);
        group.Table.Lines[^1].Ledger.Raised++;
        Assert.Throws<BrokenRunException>(() => machine.CheckBalance([]));
        group.Table.Lines[^1].Ledger.Sent++;
        Assert.Throws<BrokenRunException>(() => machine.CheckBalance([]));
        byte vector = group.Table.Lines[^1].Vector;
        machine.CheckBalance([new Message { Source = machine.Plan.Ids.Lines, Kind = MessageKind.Interrupt, A = vector }]);
    }

    [Fact]
    public void Each_line_that_is_on_no_pin_is_a_process_of_its_own()
    {
        Scenario scenario = new()
        {
            Name = "kinds",
            Workload = new Workload
            {
                Devices =
                [
                    new DeviceLoad { Irq = 4, PerSecond = 1 }, new DeviceLoad { Irq = 5, PerSecond = 1, Kind = DeviceKind.Msi },
                    new DeviceLoad { Irq = 6, PerSecond = 1 }, new DeviceLoad { Irq = 7, PerSecond = 1, Kind = DeviceKind.MsiX },
                ],
            },
        };
        SmpMachine machine = new(scenario, DesignLibrary.Find("native-lapic")!);
        int[][] lines = [.. machine.LineGroups.Select(group => group.Table.Lines.Select(line => line.Number).ToArray())];
        Assert.Equal([[0, 1, 3], [2], [4]], lines);
        Assert.Equal([ProcessKind.Line, ProcessKind.Line],
            new[] { 1, 2 }.Select(back => machine.Plan.KindOf(machine.ProcessCount - back)));
    }

    private static DeviceReport AssertSame(int seed, Scenario scenario, string design)
    {
        DesignResult expected = Simulator.Run(
            scenario, design, new EngineOptions { WhatIf = true, Kind = "sequential", PerCpu = true, Check = true, Balance = true });
        DeviceReport devices = expected.Devices!;
        string what = $"seed {seed}: {design} of {scenario.Kernel} on {scenario.Machine.Cpus} CPUs";
        Assert.True(devices.Pending >= 0, $"{what}: {devices}");
        DesignResult actual = SeedAgreement.Parallel(expected, scenario, design, seed, what);
        Assert.Equal(devices with { Lines = [] }, actual.Devices! with { Lines = [] });
        return devices;
    }
}
