using Tickstorm.Engine;
using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Designs;

/// <summary>What boot order, accounting and chips make of a design.</summary>
public class DesignBehaviourTests
{
    [Fact] // S40
    public void Percpu_installed_before_the_take_over_ends_as_edge_on_the_io_apic_chip()
    {
        Rig rig = Rig.Run(Given.Aligned(8), "irq0-percpu-taken-over");
        Assert.Equal((FlowKind.Edge, ChipKind.IoApic), (rig.Line.Flow, rig.Line.Chip));
        Assert.Equal(7, rig.Result.StalledCpus);
        Assert.False(rig.Result.Constraints.Single(c => c.Id == "C7").Kept);
        Assert.Equal(Rig.Run(Given.Aligned(8), "irq0-edge").Result.Ticks, rig.Result.Ticks);
    }

    [Theory] // S40
    [InlineData("vmi-percpu")]
    [InlineData("irq0-percpu-reserved")]
    public void Percpu_installed_after_it_or_reserved_stays(string design)
    {
        Rig rig = Rig.Run(Given.Aligned(8), design);
        Assert.Equal((FlowKind.PerCpu, ChipKind.Local), (rig.Line.Flow, rig.Line.Chip));
        Assert.Equal(0, rig.Result.StalledCpus);
        Assert.True(rig.Result.Constraints.Single(c => c.Id == "C7").Kept);
    }

    [Fact] // S46
    public void Version_a_repairs_jiffies_with_the_next_alarm_of_any_cpu()
    {
        // The alarm comes every 10 ms, ten jiffies at once; alarms of the first 30 ms are lost on every CPU.
        Scenario scenario = Given.Aligned(4, TickMode.Periodic, periods: 60);
        scenario = scenario with { Tick = scenario.Tick with { VmiAlarmHz = 100 } };
        SmpMachine machine = new(scenario, DesignLibrary.Find("vmi-own-vector")!);
        for (int cpu = 0; cpu < 4; cpu++) machine.Cores[cpu].Apic.MaskTimer();
        SequentialEngine.Run(machine, 35 * Given.Period, check: true);
        Assert.Equal(0, machine.Xtime.State.Jiffies);
        machine.Cores[3].Apic.UnmaskTimer();
        SequentialEngine.Run(machine, 45 * Given.Period, check: true);
        Assert.Equal(40, machine.Xtime.State.Jiffies);
        Assert.Equal(1, machine.Xtime.State.Acquisitions);
    }

    [Fact] // S70
    public void The_last_of_256_waits_a_third_of_a_millisecond_and_is_dropped()
    {
        Rig rig = Rig.Run(Given.Aligned(256), "irq0-edge");
        TraceRecord last = rig.Of(TraceKind.LockWaitEnd).Where(r => r.Line == 0 && r.Time < 2 * Given.Period && r.Cpu != 0).MaxBy(
            r => r.Time);
        Assert.Equal(255, last.Cpu);
        // The winner's section, 254 losers' of 1,150 ns each, and the winner's own re-acquisition among them.
        Assert.InRange(last.Argument, 150 + (254 * 1_150), 150 + (254 * 1_150) + 2_000);
        Assert.Equal(last.Argument, rig.Result.LockWaitNs.Max);
        Assert.Equal(1, rig.Count(TraceKind.Dropped, 255));
        // Interrupts are off from dispatch to return.
        long off = rig.Of(TraceKind.Returned).Single(r => r.Cpu == 255).Time - rig.Of(TraceKind.Dispatched).Single(r => r.Cpu == 255).Time;
        Assert.InRange(off, last.Argument, last.Argument + 2_000);
    }

    [Fact] // S71
    public void Percpu_at_256_waits_for_nobody()
    {
        Rig rig = Rig.Run(Given.Aligned(256), "vmi-percpu");
        Assert.Equal(new LockWaits(0, 0, 0), rig.Result.LockWaitNs);
        Assert.Equal((2560, 0), (rig.Result.Ticks.Handled, rig.Result.Ticks.Late));
        Assert.Single(rig.Result.LatencyBuckets);
    }

    [Fact] // S72
    public void Version_a_takes_the_xtime_lock_256_times_per_alarm_and_loses_nothing()
    {
        Rig rig = Rig.Run(Given.Aligned(256, TickMode.Periodic), "vmi-own-vector");
        Assert.Equal(2560, rig.Machine.Xtime.State.Acquisitions);
        Assert.Equal((2560, 0), (rig.Result.Ticks.Handled, rig.Result.Ticks.Missing));
        long[] taken = [.. rig.Of(TraceKind.LockWaitEnd).Where(r => r.Time < 2 * Given.Period).Select(r => r.Time)];
        Assert.Equal(256, taken.Length);
        Assert.True(taken[^1] + 150 - taken[0] >= 256 * 150);
        Assert.Equal(255 * 150, rig.Result.LockWaitNs.Max);
    }

    [Fact]
    public void A_design_that_cannot_run_one_shot_says_why()
    {
        DesignResult result = Simulator.Run(Given.Aligned(2), "vmi-own-vector", new EngineOptions());
        Assert.True(result.Supported, "it runs at the alarm's rate whatever the mode");
        Assert.Throws<ArgumentException>(() => Simulator.Run(Given.Aligned(2), "irq0-spiral", new EngineOptions()));
        Assert.Throws<ArgumentException>(() => Simulator.Run(Given.Aligned(2), "irq0-edge", new EngineOptions { Kind = "magic" }));
    }

    [Theory]
    [InlineData("pit-broadcast@xt-pic")]
    [InlineData("hpet-broadcast@xt-pic")]
    public void A_broadcast_device_on_an_8259_is_handled_as_level_and_ticks_on_all_CPUs(string name)
    {
        Design design = DesignLibrary.Find(name)!;
        Assert.Equal((ChipKind.XtPic, FlowKind.Level), (design.Chip, design.Flow));
        DesignResult result = Rig.Run(Given.Aligned(4, TickMode.Periodic), name).Result;
        DesignResult other = Rig.Run(Given.Aligned(4, TickMode.Periodic), name.Split('@')[0]).Result;
        Assert.Equal(other.Ticks.Handled, result.Ticks.Handled);
        Assert.NotEqual(other.Digest, result.Digest);
    }

    [Theory]
    [InlineData("vmi-percpu@local")]
    [InlineData("irq0-edge@hpet")]
    [InlineData("irq0-edge@local@local")]
    [InlineData("pit-broadcast@local")]
    public void A_variant_that_does_not_exist_is_not_found(string name) => Assert.Null(DesignLibrary.Find(name));
}
