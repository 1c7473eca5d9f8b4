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
            [(250_000L, 0x1fcL), (600_000, 0x1ef)], rig.Of(TraceKind.RegisterWritten).Select(record => (record.Time, record.Argument)));
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

    private static CpuInjection Tpr(long at, int cpu, byte value) =>
        new() { TimeNs = at, Cpu = cpu, Register = WrittenRegister.TaskPriority, Value = value };

    private static Scenario With(Scenario scenario, long at, int cpu, int vector) => scenario with
    {
        Workload = scenario.Workload with { Injections = [new CpuInjection { TimeNs = at, Cpu = cpu, Vector = vector }] },
    };
}
