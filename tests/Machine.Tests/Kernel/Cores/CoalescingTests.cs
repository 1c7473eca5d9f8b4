using Tickstorm.Engine;
using Tickstorm.Hardware;
using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>Expiries that meet a busy vector.</summary>
public class CoalescingTests
{
    // 100,000 ticks per second, 10 us apart; handlers are longer than that.
    private static Scenario Fast(long handlerNs, long durationNs) => new()
    {
        Name = "fast",
        Machine = new MachineShape { Cpus = 1 },
        Tick = new TickSetup { Hz = 100_000, Mode = TickMode.Periodic, Handler = DurationTable.Constant(handlerNs) },
        Run = new RunPlan { DurationNs = durationNs },
    };

    [Fact] // S44
    public void With_eoi_first_a_second_expiry_is_taken_after_return_and_a_third_collapses()
    {
        // Expiries at 10, 20, 30 us; the handler runs from 10.4 to 35.4 us.
        Rig rig = Rig.Run(Fast(25_000, 40_000), "vmi-percpu");
        Assert.Equal([30_000], rig.Of(TraceKind.Coalesced).Select(r => r.Time));
        long returned = rig.Of(TraceKind.Returned)[0].Time;
        Assert.Equal(returned + 150, rig.Of(TraceKind.Dispatched)[1].Time);
        Assert.Equal((3u, 2u, 1u), (rig.Cpu(0).Raised, rig.Cpu(0).Handled, rig.Cpu(0).Coalesced));
    }

    [Fact] // S50
    public void Three_expiries_with_isr_held_leave_one_in_isr_one_in_irr_and_one_lost()
    {
        // fasteoi writes EOI after the handler: ISR holds the vector all the while.
        Rig rig = Rig.Run(Fast(25_000, 34_000), "irq0-fasteoi");
        LocalApic apic = rig.Cpu(0).Apic;
        Assert.True(apic.IsInIsr(0x31) && apic.IsInIrr(0x31));
        Assert.Equal((3u, 1u, 1u, 1u), (rig.Cpu(0).Raised, rig.Cpu(0).Handled, rig.Cpu(0).Coalesced, rig.Cpu(0).PendingByState));
    }

    [Fact] // S54
    public void An_expiry_of_a_masked_timer_sets_nothing_and_the_period_goes_on()
    {
        SmpMachine machine = new(Given.Aligned(1, TickMode.Periodic), DesignLibrary.Find("native-lapic")!);
        machine.Cores[0].Apic.MaskTimer();
        SequentialEngine.Run(machine, Given.Period * 5 / 2, check: true);
        Assert.Equal((2u, 2u, 0u), (machine.Cores[0].Raised, machine.Cores[0].Masked, machine.Cores[0].Dispatched));
        Assert.False(machine.Cores[0].Apic.IsInIrr(0xef));
        Assert.Equal(3 * Given.Period, machine.Cores[0].Apic.TimerExpiryNs);

        machine.Cores[0].Apic.UnmaskTimer();
        SequentialEngine.Run(machine, Given.Period * 7 / 2, check: true);
        Assert.Equal((3u, 2u, 1u), (machine.Cores[0].Raised, machine.Cores[0].Masked, machine.Cores[0].Handled));
    }

    [Theory]
    [InlineData("native-lapic")]
    [InlineData("vmi-percpu")]
    [InlineData("irq0-edge")]
    [InlineData("irq0-fasteoi")]
    public void A_handler_longer_than_the_period_coalesces_and_loses_no_account(string design)
    {
        DesignResult result = Rig.Run(Fast(35_000, 1_000_000), design).Result;
        Assert.Equal(99, result.Ticks.Raised);
        Assert.InRange(result.Ticks.Handled, 27, 29);
        Assert.Equal(99, result.Ticks.Handled + result.Ticks.Coalesced + result.Ticks.Pending);
        Assert.True(result.Ticks.Late > 0);
    }

    [Fact]
    public void A_one_shot_handler_longer_than_the_period_skips_to_the_next_grid_point()
    {
        Scenario scenario = Fast(25_000, 1_000_000);
        Rig rig = Rig.Run(scenario with { Tick = scenario.Tick with { Mode = TickMode.OneShot } }, "native-lapic");
        Assert.Equal(0, rig.Result.Ticks.Coalesced);
        Assert.All(rig.Of(TraceKind.Armed), r => Assert.Equal(0, r.Argument % 10_000));
        Assert.Equal([10_000, 40_000, 70_000], rig.Of(TraceKind.Raised).Take(3).Select(r => r.Time));
    }
}
