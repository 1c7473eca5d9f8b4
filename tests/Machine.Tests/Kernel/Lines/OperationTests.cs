using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Processes.Lines;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>disable_irq, enable_irq, synchronize_irq and a missing action.</summary>
public class OperationTests
{
    private static LineOperation Do(LineAction action, long time, int cpu = 0, int line = 0) =>
        new() { Action = action, TimeNs = time, Cpu = cpu, Line = line };

    [Fact] // S13
    public void Percpu_does_not_see_disable_irq()
    {
        Rig rig = Rig.Run(Given.Aligned(4).With(Do(LineAction.Disable, 10)), "vmi-percpu");
        Assert.True(rig.Line.Flags.HasFlag(LineFlags.Disabled));
        Assert.Equal(40, rig.Result.Ticks.Handled);
        Assert.Equal(0, Rig.Run(Given.Aligned(4).With(Do(LineAction.Disable, 10)), "irq0-fasteoi").Result.Ticks.Handled);
    }

    [Fact] // S14
    public void Synchronize_irq_does_not_wait_for_a_percpu_run()
    {
        Scenario scenario = Given.Arrivals(0, 500_000).With(Do(LineAction.Synchronize, Given.Period + 2_000, cpu: 1));
        Rig percpu = Rig.Run(scenario, "vmi-percpu"), edge = Rig.Run(scenario, "irq0-edge");
        Assert.InRange(percpu.Line.SynchronizedNs, Given.Period + 2_000, percpu.Of(TraceKind.HandlerExit)[0].Time - 1);
        Assert.True(edge.Line.SynchronizedNs > edge.Of(TraceKind.HandlerExit)[0].Time, "an edge run is waited for");
    }

    [Fact] // S15
    public void A_cpu_without_its_percpu_devid_action_is_disabled_alone_with_one_warning()
    {
        Design devId = DesignLibrary.Find("vmi-percpu")! with { Flow = FlowKind.PerCpuDevId };
        Rig rig = Rig.Run(Given.Aligned(4, TickMode.Periodic).With(Do(LineAction.RemoveAction, Given.Period / 2, cpu: 2)), devId);
        TraceRecord warning = Assert.Single(rig.Of(TraceKind.Dropped));
        Assert.Equal((2, (long)DropReason.NoAction), (warning.Cpu, warning.Argument));
        Assert.True(rig.Cpu(2).Apic.TimerMasked);
        Assert.Equal((0u, 1u, 9u, 1u), (rig.Cpu(2).Handled, rig.Cpu(2).Dropped, rig.Cpu(2).Masked, rig.Cpu(2).Eois));
        Assert.All((int[])[0, 1, 3], cpu => Assert.Equal(10u, rig.Cpu(cpu).Handled));
        Assert.Equal(rig.Result.IrqEnters, rig.Result.IrqExits);
    }

    [Fact] // S16
    public void A_disabled_fasteoi_line_masks_and_remembers_and_sends_an_edge_again_once()
    {
        Scenario scenario = Given.Arrivals(0, 100_000).With(
            Do(LineAction.Disable, 1_000), Do(LineAction.Enable, Given.Period + 500_000, cpu: 1));
        Rig rig = Rig.Run(scenario, "irq0-fasteoi");
        Assert.Equal(
            [(0, (long)DropReason.LineDisabled), (1, (long)DropReason.LineDisabled)],
            rig.Of(TraceKind.Dropped).Select(r => (r.Cpu, r.Argument)));
        Assert.Equal((2, 1, 1, 1), (rig.Line.Masks, rig.Line.Unmasks, rig.Line.PendingSets, rig.Line.Resends));
        (int cpu, long time) = Assert.Single(rig.When(TraceKind.HandlerEnter));
        Assert.Equal(1, cpu);
        Assert.True(time > Given.Period + 500_000, "the run follows the enable");
        Assert.Equal(1u, rig.Cpu(1).SpuriousRuns);
        Assert.False(rig.Pin.IsMasked);
    }

    [Fact] // S16
    public void A_disabled_level_line_is_never_sent_again_by_software()
    {
        Scenario scenario = Given.Arrivals(0, 100_000).With(
            Do(LineAction.Disable, 1_000), Do(LineAction.Enable, Given.Period + 500_000));
        Rig rig = Rig.Run(scenario, "irq0-level");
        Assert.Equal((0, 0), (rig.Line.Runs, rig.Line.Resends));
        Assert.Equal(2, rig.Result.Ticks.Dropped);
    }

    [Fact] // S16, a level source: its own line asks again.
    public void A_level_device_is_delivered_when_its_line_is_unmasked()
    {
        Scenario scenario = Given.Arrivals(900_000).On("2.6.39");
        scenario = scenario with
        {
            Run = scenario.Run with { DurationNs = 400_000 },
            Workload = new Workload
            {
                Devices = [new DeviceLoad { Irq = 16, PerSecond = 100_000, Level = true, Cpu = 0 }],
                Operations = [Do(LineAction.Disable, 1, line: 1), Do(LineAction.Enable, 200_000, line: 1)],
            },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");
        LineState line = rig.Machine.Lines.Table.Lines[1];
        TraceRecord drop = Assert.Single(rig.Of(TraceKind.Dropped));
        Assert.True(drop.Time < 200_000);
        Assert.Equal((0, 1, 1), (line.Resends, line.Masks, line.Unmasks));
        Assert.InRange(rig.Of(TraceKind.HandlerEnter)[0].Time, 200_000, 202_000);
        Assert.True(line.Runs > 1);
    }

    [Fact]
    public void An_action_that_goes_while_an_edge_is_pending_leaves_the_line_masked()
    {
        foreach (string kernel in FlowRows.Kernels)
        {
            Scenario scenario = Given.Arrivals(0, 1_000, 500_000).On(kernel).With(Do(LineAction.RemoveAction, Given.Period + 3_000));
            scenario = scenario with { Machine = scenario.Machine with { Irq0Target = -1 } };
            Rig rig = Rig.Run(scenario, "irq0-edge");
            Assert.True(rig.Pin.IsMasked);
            Assert.Equal(1, rig.Line.Runs);
            // The 2.6.24 file leaves INPROGRESS set for ever; later ones clear it between passes.
            Assert.Equal(KernelVersion.Parse(kernel) < KernelVersion.Parse("2.6.39"), rig.Line.Flags.HasFlag(LineFlags.InProgress));
        }
    }
}
