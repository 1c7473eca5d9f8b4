using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Results;

/// <summary>The published tables: aligned timers, H = 5 us, T = 1 ms, ten periods, FIFO lock.</summary>
public class PublishedTableTests
{
    [Theory]
    [InlineData(4, "vmi-percpu", 40, 40, 0, 0, 0)]
    [InlineData(4, "irq0-fasteoi@lapic", 40, 10, 0, 30, 0)]
    [InlineData(4, "irq0-edge", 40, 10, 10, 30, 0)]
    [InlineData(4, "irq0-edge@local", 13, 10, 1, 3, 3)]
    [InlineData(4, "irq0-level@local", 13, 10, 0, 3, 3)]
    [InlineData(256, "vmi-percpu", 2560, 2560, 0, 0, 0)]
    [InlineData(256, "irq0-fasteoi@lapic", 2560, 10, 0, 2550, 0)]
    // The quirk makes the last collision outlast the run: 23 still wait.
    [InlineData(256, "irq0-fasteoi", 2560, 10, 0, 2527, 0)]
    [InlineData(256, "irq0-edge", 2560, 10, 10, 2550, 0)]
    public void Aligned_and_periodic(int cpus, string design, long fired, long served, long reruns, long dropped, int lvtMasked)
    {
        Rig rig = Rig.Run(Given.Aligned(cpus, TickMode.Periodic), design);
        TickTotals ticks = rig.Result.Ticks;
        Assert.Equal(
            (fired, served, reruns, dropped), (ticks.Raised - ticks.Masked, ticks.Handled, rig.Result.SpuriousRuns, ticks.Dropped));
        Assert.Equal(lvtMasked, Enumerable.Range(0, cpus).Count(cpu => rig.Cpu(cpu).Apic.TimerMasked));
    }

    [Theory]
    [InlineData(4, "vmi-percpu", 40, 40, 0, 0, 0)]
    [InlineData(4, "irq0-fasteoi", 13, 10, 0, 3, 3)]
    [InlineData(4, "irq0-edge", 13, 10, 1, 3, 3)]
    [InlineData(4, "irq0-edge@local", 13, 10, 1, 3, 3)]
    [InlineData(4, "irq0-level@local", 13, 10, 0, 3, 3)]
    [InlineData(256, "vmi-percpu", 2560, 2560, 0, 0, 0)]
    [InlineData(256, "irq0-fasteoi", 265, 10, 0, 255, 255)]
    [InlineData(256, "irq0-edge", 265, 10, 1, 255, 255)]
    public void Aligned_and_one_shot(int cpus, string design, long fired, long served, long reruns, long dropped, int starved)
    {
        DesignResult result = Rig.Run(Given.Aligned(cpus), design).Result;
        TickTotals ticks = result.Ticks;
        Assert.Equal((fired, served, reruns, dropped), (ticks.Raised - ticks.Masked, ticks.Handled, result.SpuriousRuns, ticks.Dropped));
        Assert.Equal((starved, starved), (result.StarvedCpus, result.StalledCpus));
    }

    [Theory]
    [InlineData("irq0-level@xt-pic")]
    [InlineData("irq0-simple@xt-pic")]
    public void Nobody_tells_the_local_apic_periodic(string design)
    {
        DesignResult result = Rig.Run(Given.Aligned(4, TickMode.Periodic), design).Result;
        TickTotals t = result.Ticks;
        Assert.Equal((40, 1, 3, 32, 4, 4), (t.Raised, t.Handled, t.Dropped, t.Coalesced, t.Pending, result.StalledCpus));
    }

    [Fact]
    public void Simple_without_an_eoi_by_its_caller_one_shot()
    {
        DesignResult result = Rig.Run(Given.Aligned(256), "irq0-simple").Result;
        TickTotals t = result.Ticks;
        Assert.Equal((257, 1, 255, 1, 256), (t.Raised, t.Handled, t.Dropped, t.Pending, result.StalledCpus));
    }

    [Theory]
    [InlineData(TickMode.OneShot, 255, 255)]
    [InlineData(TickMode.Periodic, 0, 255)]
    public void Fasteoi_stalls_one_shot_and_starves_periodic(TickMode mode, int stalled, int starved)
    {
        DesignResult result = Rig.Run(Given.Aligned(256, mode), "irq0-fasteoi").Result;
        Assert.Equal((stalled, starved), (result.StalledCpus, result.StarvedCpus));
    }
}
