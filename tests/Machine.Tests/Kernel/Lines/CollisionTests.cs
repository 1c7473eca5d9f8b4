using Tickstorm.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Lines;

/// <summary>Two CPUs raise IRQ0 in the same nanosecond.</summary>
public class CollisionTests
{
    private const long Asked = Given.Period + 400;

    [Fact] // S01
    public void Percpu_runs_both_handlers_at_once_without_the_lock()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 0), "vmi-percpu");
        List<TraceRecord> starts = rig.Of(TraceKind.HandlerEnter), ends = rig.Of(TraceKind.HandlerExit);
        Assert.Equal([0, 1], starts.Select(r => r.Cpu));
        Assert.True(starts.Max(r => r.Time) < ends.Min(r => r.Time), "the runs overlap");
        Assert.Equal(0, rig.Line.Acquisitions);
        Assert.Equal(2, rig.Result.Eois);
        Assert.Equal(2, rig.Result.Ticks.Handled);
    }

    [Fact] // S02
    public void Fasteoi_gives_the_loser_an_eoi_and_nothing_else()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 0), "irq0-fasteoi@lapic");
        Assert.Equal([(0, Asked + 150)], rig.When(TraceKind.HandlerEnter));
        Assert.Equal([(1, Asked + 300)], rig.When(TraceKind.Dropped));
        Assert.Equal((1, 1, 0, 0), (rig.Line.Runs, rig.Line.Kstat, rig.Line.Masks, rig.Line.PendingSets));
        Assert.Equal(3, rig.Line.Acquisitions);
        foreach (int cpu in (int[])[0, 1])
        {
            Assert.Equal(1, rig.Count(TraceKind.Eoi, cpu));
            Assert.False(rig.Cpu(cpu).Apic.IsInIrr(0x31) || rig.Cpu(cpu).Apic.IsInIsr(0x31), $"CPU {cpu} is clean");
        }
    }

    [Fact] // S03
    public void Level_masks_the_pin_for_each_and_unmasks_it_once()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 0), "irq0-level");
        Assert.Equal((2, 1), (rig.Line.Masks, rig.Line.Unmasks));
        Assert.Equal((1, 1), (rig.Line.Runs, rig.Line.Kstat));
        Assert.False(rig.Pin.IsMasked);
        Assert.False(rig.Line.Flags.HasFlag(LineFlags.Pending));
    }

    [Fact] // S04
    public void Edge_remembers_the_loser_and_runs_again_on_the_winner()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 0), "irq0-edge");
        Assert.Equal([0, 0], rig.Of(TraceKind.HandlerEnter).Select(r => r.Cpu));
        Assert.Equal((2, 1, 1), (rig.Line.Runs, rig.Line.Kstat, rig.Line.PendingSets));
        Assert.Equal((1, 1), (rig.Line.Masks, rig.Line.Unmasks));
        Assert.Equal(1, rig.Of(TraceKind.PendingSet).Single().Cpu);
        Assert.Equal(0, rig.Of(TraceKind.PendingCleared).Single().Cpu);
        Assert.Equal(LineFlags.None, rig.Line.Flags);
    }

    [Fact] // S09
    public void Simple_leaves_the_losers_isr_bit_set_and_its_priority_at_class_3()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 0), "irq0-simple");
        Assert.Equal(1, rig.Line.Runs);
        Assert.Equal(0, rig.Result.Eois);
        Assert.True(rig.Cpu(1).Apic.IsInIsr(0x31));
        Assert.Equal(3, rig.Cpu(1).Apic.ProcessorPriority >> 4);
    }

    [Fact] // S10
    public void The_8259_tells_no_local_apic_so_class_3_and_below_are_blocked_for_ever()
    {
        Rig rig = Rig.Run(Given.Aligned(1, Tickstorm.Scenarios.TickMode.Periodic), "irq0-level@xt-pic");
        Assert.Equal(0, rig.Result.Eois);
        Assert.Equal(1, rig.Result.Ticks.Handled);
        Assert.Equal(3, rig.Cpu(0).Apic.ProcessorPriority >> 4);
        Assert.Equal(-1, rig.Cpu(0).Apic.PendingVector);
        rig.Cpu(0).Apic.Accept(0x3f, level: false);
        Assert.Equal(-1, rig.Cpu(0).Apic.PendingVector);
        rig.Cpu(0).Apic.Accept(0x41, level: false);
        Assert.Equal(0x41, rig.Cpu(0).Apic.PendingVector);
    }

    [Fact] // S11
    public void On_the_local_chip_the_loser_masks_its_own_timer_and_the_winner_unmasks_another()
    {
        Rig rig = Rig.Run(Given.Aligned(2, Tickstorm.Scenarios.TickMode.Periodic), "irq0-edge@local");
        Assert.False(rig.Cpu(0).Apic.TimerMasked);
        Assert.True(rig.Cpu(1).Apic.TimerMasked);
        Assert.False(rig.Line.Flags.HasFlag(LineFlags.Masked));
        Assert.Equal((0u, 1u, 9u), (rig.Cpu(1).Handled, rig.Cpu(1).Dropped, rig.Cpu(1).Masked));
        Assert.Equal(10u, rig.Cpu(0).Handled);
    }

    [Fact] // S12
    public void Percpu_on_the_io_apics_chip_writes_eoi_twice_and_flips_the_pin_to_level()
    {
        Rig rig = Rig.Run(Given.Aligned(4), "irq0-percpu-io-apic-chip");
        long ticks = rig.Result.Ticks.Handled;
        Assert.Equal(40, ticks);
        Assert.Equal(2 * ticks, rig.Result.Eois);
        Assert.Equal(ticks, rig.Machine.Lines.State.Mis);
        Assert.Equal(ticks, rig.Machine.Lines.State.IoApicAcquisitions);
        Assert.True(rig.Pin.IsLevel);
        Assert.False(rig.Result.Constraints.Single(c => c.Id == "C6").Kept);
    }

    [Fact] // S19
    public void The_ioapic_lock_is_only_taken_inside_the_lines_lock_and_is_free_when_that_is()
    {
        Rig rig = Rig.Run(Given.Aligned(64), "irq0-edge");
        // Each mask holds both locks to the same end: the next section begins where both are free.
        long[] sections = [.. rig.Of(TraceKind.LockWaitEnd).Where(r => r.Line == 0 && r.Time < 2 * Given.Period).Select(r => r.Time)];
        Assert.Equal(66, sections.Length);
        for (int i = 2; i < 64; i++) Assert.Equal(sections[1] + ((i - 1) * 1_150), sections[i]);
        Assert.Equal(rig.Line.Masks + rig.Line.Unmasks, rig.Machine.Lines.State.IoApicAcquisitions);
        Assert.True(rig.Machine.Lines.State.IoApicFreeNs <= rig.Line.FreeNs);
    }

    [Theory] // S20
    [InlineData("irq0-edge", 1)]
    [InlineData("irq0-edge-eoi", 1)]
    [InlineData("irq0-fasteoi", 0)]
    [InlineData("irq0-level", 0)]
    public void Handler_entries_exceed_kstat_by_the_re_runs_and_drops_are_in_neither(string design, int reruns)
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 0, 0, 0), design);
        Assert.Equal(3, rig.Of(TraceKind.Dropped).Count);
        Assert.Equal(1, rig.Line.Kstat);
        Assert.Equal(reruns, rig.Of(TraceKind.HandlerEnter).Count - rig.Line.Kstat);
        Assert.Equal(reruns, rig.Of(TraceKind.SpuriousRun).Count);
    }

    [Fact] // Section 1.9: __do_IRQ counts before it tests.
    public void The_old_do_irq_counts_even_what_it_drops()
    {
        Rig rig = Rig.Run(Given.Arrivals(0, 0, 0, 0), "irq0-do-irq");
        Assert.Equal((2, 4, 4), (rig.Line.Runs, rig.Line.Kstat, rig.Line.Ends));
    }
}
