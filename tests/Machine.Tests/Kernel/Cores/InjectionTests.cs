using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>Interrupts that nobody in the machine has sent.</summary>
public class InjectionTests
{
    private const int Reschedule = 0xfc;
    private const int Tick = 0xef;

    [Fact]
    public void A_vector_from_outside_is_handled_as_any_other()
    {
        Rig rig = Rig.Run(With(Given.Aligned(2), 300_000, 1, Reschedule), "native-lapic");
        TraceRecord injected = Assert.Single(rig.Of(TraceKind.Injected));
        Assert.Equal((300_000, 1, Reschedule), (injected.Time, injected.Cpu, (int)injected.Argument));
        TraceRecord handled = Assert.Single(rig.Of(TraceKind.HandlerEnter), record => record.Vector == Reschedule);
        Assert.InRange(handled.Time, 300_001, 310_000);
        Assert.Equal(20, rig.Result.Ticks.Handled);
    }

    [Fact]
    public void The_vector_of_the_tick_finds_no_timer_expired()
    {
        Rig rig = Rig.Run(With(Given.Aligned(2), 300_000, 1, Tick), "native-lapic");
        Assert.Equal((20, 1), (rig.Result.Ticks.Handled, rig.Result.SpuriousRuns));
    }

    [Fact]
    public void A_tick_that_comes_while_its_vector_waits_from_outside_is_handled_with_it()
    {
        Scenario scenario = With(Given.Aligned(1), Given.Period - 100, 0, Tick);
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.Equal((10, 0, 0), (rig.Result.Ticks.Handled, rig.Result.Ticks.Coalesced, rig.Result.SpuriousRuns));
        Assert.Equal(10, rig.Of(TraceKind.HandlerEnter).Count);
    }

    [Theory]
    [InlineData("2.6.24", NmiWatchdog.Off, 1)]
    [InlineData("6.12", NmiWatchdog.Default, 1)]
    [InlineData("2.6.24", NmiWatchdog.IoApic, 0)]
    public void An_nmi_is_unknown_unless_the_old_watchdog_takes_it_for_its_own(string kernel, NmiWatchdog watchdog, int said)
    {
        Scenario scenario = With(Given.Aligned(2), 300_000, 1, CpuInjection.Nmi).On(kernel) with { NmiWatchdog = watchdog };
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.Equal(said, rig.Result.Detectors.Count(found => found is { Name: "unknown-nmi", Cpu: 1, TimeNs: 300_000 }));
        Assert.Equal(20, rig.Result.Ticks.Handled);
    }

    [Theory]
    [InlineData("2.6.24", "do_IRQ: 1.82 No irq handler for vector")]
    [InlineData("6.12", "__common_interrupt: 1.82 No irq handler for vector")]
    public void A_vector_that_nobody_has_is_ended_and_runs_no_handler(string kernel, string says)
    {
        Rig rig = Rig.Run(With(Given.Aligned(2), 300_000, 1, 0x52).On(kernel), "native-lapic");
        Assert.Equal(says, Assert.Single(rig.Result.Detectors, found => found is { Name: "no-irq-handler", Cpu: 1 }).Message);
        Assert.Single(rig.Of(TraceKind.Eoi), record => record.Vector == 0x52);
        Assert.DoesNotContain(rig.Of(TraceKind.HandlerEnter), record => record.Vector == 0x52);
        Assert.Equal((20, 0), (rig.Result.Ticks.Handled, rig.Result.Ticks.Dropped));
    }

    [Fact]
    public void Vectors_of_the_class_in_TPR_and_below_wait_until_a_lower_value_is_written()
    {
        Scenario scenario = Given.Aligned(2);
        scenario = scenario with
        {
            Workload = scenario.Workload with
            {
                Injections = [Tpr(250_000, 1, 0xfc), new() { TimeNs = 300_000, Cpu = 1, Vector = Reschedule }, Tpr(600_000, 1, 0xef)],
            },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.Equal(
            [(250_000L, 0x1_0000_00fcL), (600_000, 0x1_0000_00ef)], rig.Of(TraceKind.RegisterWritten).Select(record => (record.Time, record.Argument)));
        TraceRecord handled = Assert.Single(rig.Of(TraceKind.HandlerEnter), record => record is { Vector: Reschedule, Cpu: 1 });
        Assert.InRange(handled.Time, 600_001, 610_000);
    }

    [Fact]
    public void Under_a_high_TPR_a_one_shot_tick_waits_and_is_taken_and_armed_again_when_it_falls()
    {
        Scenario scenario = Given.Aligned(1);
        long down = 4 * Given.Period + Given.Period / 2;
        scenario = scenario with
        {
            Workload = scenario.Workload with { Injections = [Tpr(Given.Period + Given.Period / 2, 0, 0xff), Tpr(down, 0, 0)] },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.Equal((8, 8, 0), (rig.Result.Ticks.Raised, rig.Result.Ticks.Handled, rig.Result.Ticks.Coalesced));
        Assert.Contains(rig.Of(TraceKind.HandlerEnter), record => record.Time > down && record.Time < down + 10_000);
    }

    [Fact]
    public void What_was_offered_and_not_yet_acknowledged_is_withdrawn()
    {
        long at = 300_000;
        Scenario scenario = Given.Aligned(2);
        scenario = scenario with
        {
            Workload = scenario.Workload with
            {
                Injections = [new() { TimeNs = at, Cpu = 1, Vector = Reschedule }, Tpr(at, 1, 0xff), Tpr(at + 100_000, 1, 0)],
            },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");
        TraceRecord handled = Assert.Single(rig.Of(TraceKind.HandlerEnter), record => record is { Vector: Reschedule, Cpu: 1 });
        Assert.InRange(handled.Time, at + 100_001, at + 110_000);
        Assert.Equal(20, rig.Result.Ticks.Handled);
    }

    [Fact]
    public void Expiries_of_a_masked_timer_are_lost_and_a_one_shot_timer_is_never_armed_again()
    {
        long mask = 3 * Given.Period + Given.Period / 2;
        Rig rig = Rig.Run(Written(Write(mask, 1, WrittenRegister.LvtTimer, WrittenRegisters.MaskBit)), "native-lapic");
        Assert.Equal((14, 13, 1), (rig.Result.Ticks.Raised, rig.Result.Ticks.Handled, rig.Result.Ticks.Masked));
        Assert.DoesNotContain(rig.Of(TraceKind.HandlerEnter), record => record.Cpu == 1 && record.Time > mask);
    }

    [Fact]
    public void A_timer_that_is_unmasked_before_it_expires_has_missed_nothing()
    {
        long mask = 3 * Given.Period + Given.Period / 2;
        Scenario scenario = Written(
            Write(mask, 1, WrittenRegister.LvtTimer, WrittenRegisters.MaskBit), Write(mask + 1000, 1, WrittenRegister.LvtTimer, 0));
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.Equal((20, 20, 0), (rig.Result.Ticks.Raised, rig.Result.Ticks.Handled, rig.Result.Ticks.Masked));
    }

    [Fact]
    public void A_local_APIC_disabled_in_SVR_refuses_everything_and_its_timer_stays_masked_when_it_is_enabled_again()
    {
        long off = 3 * Given.Period + Given.Period / 2, on = off + 2000;
        Scenario scenario = Written(
            Write(off, 1, WrittenRegister.SpuriousVector, 0), new CpuInjection { TimeNs = off + 1000, Cpu = 1, Vector = Reschedule },
            Write(on, 1, WrittenRegister.SpuriousVector, WrittenRegisters.EnableBit),
            new CpuInjection { TimeNs = on + 1000, Cpu = 1, Vector = 0xfd });
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.DoesNotContain(rig.Of(TraceKind.HandlerEnter), record => record.Vector == Reschedule);
        Assert.Single(rig.Of(TraceKind.HandlerEnter), record => record is { Vector: 0xfd, Cpu: 1 });
        Assert.Equal((13, 1), (rig.Result.Ticks.Handled, rig.Result.Ticks.Masked));
    }

    [Theory]
    [InlineData(TickMode.OneShot)]
    [InlineData(TickMode.Periodic)]
    public void An_initial_count_of_0_stops_the_timer(TickMode mode)
    {
        long stop = 3 * Given.Period + Given.Period / 2;
        Scenario scenario = Written(Write(stop, 1, WrittenRegister.InitialCount, 0));
        Rig rig = Rig.Run(scenario with { Tick = scenario.Tick with { Mode = mode } }, "native-lapic");
        Assert.Equal((13, 13, 0), (rig.Result.Ticks.Raised, rig.Result.Ticks.Handled, rig.Result.Ticks.Masked));
    }

    [Fact]
    public void A_timer_of_the_hypervisor_has_no_LVT_entry_that_could_be_masked()
    {
        long mask = 3 * Given.Period + Given.Period / 2;
        Rig rig = Rig.Run(Written(Write(mask, 1, WrittenRegister.LvtTimer, WrittenRegisters.MaskBit)), "vmi-own-vector");
        Assert.Equal((20, 0), (rig.Result.Ticks.Handled, rig.Result.Ticks.Masked));
    }

    private static CpuInjection Tpr(long at, int cpu, uint value) => Write(at, cpu, WrittenRegister.TaskPriority, value);

    private static CpuInjection Write(long at, int cpu, WrittenRegister register, uint value) =>
        new() { TimeNs = at, Cpu = cpu, Register = register, Value = value };

    private static Scenario Written(params CpuInjection[] injections)
    {
        Scenario scenario = Given.Aligned(2);
        return scenario with { Workload = scenario.Workload with { Injections = injections } };
    }

    private static Scenario With(Scenario scenario, long at, int cpu, int vector) => scenario with
    {
        Workload = scenario.Workload with { Injections = [new CpuInjection { TimeNs = at, Cpu = cpu, Vector = vector }] },
    };
}
