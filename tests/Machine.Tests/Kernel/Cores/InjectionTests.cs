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

    private static Scenario With(Scenario scenario, long at, int cpu, int vector) => scenario with
    {
        Workload = scenario.Workload with { Injections = [new CpuInjection { TimeNs = at, Cpu = cpu, Vector = vector }] },
    };
}
