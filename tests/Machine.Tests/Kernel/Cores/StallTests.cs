using Tickstorm.Engine;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>What one collision does to one-shot ticks.</summary>
public class StallTests
{
    [Theory] // S21
    [InlineData("irq0-edge", 1)]
    [InlineData("irq0-edge@local", 1)]
    [InlineData("irq0-edge-eoi", 1)]
    [InlineData("irq0-do-irq", 1)]
    [InlineData("irq0-level", 0)]
    [InlineData("irq0-level@local", 0)]
    [InlineData("irq0-fasteoi", 0)]
    public void One_aligned_collision_silences_all_but_the_winner_for_ever(string design, long spurious)
    {
        const int Cpus = 16;
        SmpMachine machine = new(Given.Aligned(Cpus), DesignLibrary.Find(design)!);
        SequentialEngine.Run(machine, Given.Period + (Given.Period / 2));
        Assert.True(machine.NextLocalNs(0) < long.MaxValue, "the winner is armed");
        for (int cpu = 1; cpu < Cpus; cpu++) Assert.Equal(long.MaxValue, machine.NextLocalNs(cpu));

        DesignResult result = Rig.Run(Given.Aligned(Cpus), design).Result;
        Assert.Equal((Cpus - 1, Cpus - 1), (result.StalledCpus, result.Ticks.Dropped));
        Assert.Equal((10, spurious), (result.Ticks.Handled, result.SpuriousRuns));
        Assert.Equal((1, DropReason.LineInProgress), (result.FirstDrop!.Cpu, result.FirstDrop.Reason));
    }

    [Theory] // S22
    [InlineData("vmi-percpu")]
    [InlineData("native-lapic")]
    [InlineData("irq0-percpu-reserved")]
    public void Percpu_keeps_every_cpu_ticking_at_the_rate(string design)
    {
        Rig rig = Rig.Run(Given.Aligned(16), design);
        Assert.Equal((160, 0, 0), (rig.Result.Ticks.Handled, rig.Result.StalledCpus, rig.Result.Ticks.Missing));
        foreach (IGrouping<int, TraceRecord> cpu in rig.Of(TraceKind.HandlerEnter).GroupBy(r => r.Cpu))
        {
            long[] times = [.. cpu.Select(r => r.Time)];
            Assert.Equal(10, times.Length);
            for (int i = 1; i < times.Length; i++) Assert.Equal(Given.Period, times[i] - times[i - 1]);
        }
    }

    [Fact]
    public void A_stalled_design_raises_less_but_misses_more()
    {
        DesignResult oneShot = Rig.Run(Given.Aligned(8), "irq0-fasteoi").Result;
        Assert.Equal((17, 80, 70), (oneShot.Ticks.Raised, oneShot.Ticks.Expected, oneShot.Ticks.Missing));
    }

    [Fact]
    public void An_idle_cpu_whose_tick_is_stopped_wants_none_and_cannot_stall()
    {
        Scenario scenario = Given.Aligned(8);
        scenario = scenario with { Tick = scenario.Tick with { NoHz = true }, Workload = new Workload { BusyList = [2, 5] } };
        DesignResult result = Rig.Run(scenario, "irq0-edge").Result;
        Assert.Equal((20, 11, 1), (result.Ticks.Expected, result.Ticks.Raised, result.StalledCpus));
        Assert.Equal(5, result.FirstDrop!.Cpu);
    }

    [Theory] // Section 1.11: the hardware state behind the silence.
    [InlineData("irq0-simple")]
    [InlineData("irq0-level@xt-pic")]
    public void Without_eoi_even_the_winner_is_blocked(string design)
    {
        Rig rig = Rig.Run(Given.Aligned(4), design);
        Assert.Equal(4, rig.Result.StalledCpus);
        for (int cpu = 0; cpu < 4; cpu++) Assert.True(rig.Cpu(cpu).Apic.IsInIsr(0x31));
    }
}
