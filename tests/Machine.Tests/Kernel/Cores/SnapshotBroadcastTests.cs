using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>A guest that is saved while CPUs sleep whose timer a broadcast device stands for.</summary>
public class SnapshotBroadcastTests
{
    private const long AtNs = 33_000_000, OutsideNs = 2_000_000;

    [Theory]
    [InlineData(BroadcastDevice.Pit, CounterRestore.Remaining, ClockRestore.Restored)]
    [InlineData(BroadcastDevice.Hpet, CounterRestore.Remaining, ClockRestore.Restored)]
    [InlineData(BroadcastDevice.Pit, CounterRestore.Elapsed, ClockRestore.Continues)]
    [InlineData(BroadcastDevice.Hpet, CounterRestore.Elapsed, ClockRestore.Continues)]
    public void A_device_that_goes_by_the_guests_clock_keeps_its_time(BroadcastDevice device, CounterRestore counters, ClockRestore clock)
    {
        DesignResult result = Run(device, counters, clock, OutsideNs);
        Assert.Equal((0, 0, 0), (result.Snapshots[0].Late, result.Snapshots[0].Early, result.Snapshots[0].Silent));
        Assert.Equal(0, result.Ticks.Missing);
    }

    [Theory]
    [InlineData(BroadcastDevice.Pit)]
    [InlineData(BroadcastDevice.Hpet)]
    public void A_device_that_stood_still_is_late_by_the_time_outside(BroadcastDevice device)
    {
        DesignResult kept = Run(device, CounterRestore.Remaining, ClockRestore.Restored, OutsideNs);
        DesignResult late = Run(device, CounterRestore.Remaining, ClockRestore.Continues, OutsideNs);
        Assert.True(late.Snapshots[0].Late > 0 && late.Snapshots[0].Timers == kept.Snapshots[0].Timers, $"{late.Snapshots[0]}");
        Assert.Equal(OutsideNs, late.Snapshots[0].LatestNs);
    }

    [Fact]
    public void A_comparator_that_the_counter_has_passed_wakes_nobody_for_a_wrap()
    {
        DesignResult passed = Run(BroadcastDevice.Hpet, CounterRestore.Elapsed, ClockRestore.Restored, 100_000_000);
        Assert.Equal(1, passed.Snapshots[0].Silent);
        DesignResult pit = Run(BroadcastDevice.Pit, CounterRestore.Elapsed, ClockRestore.Restored, 100_000_000);
        Assert.Equal(0, pit.Snapshots[0].Silent);
        Assert.True(passed.Broadcast!.Handled < pit.Broadcast!.Handled, $"{passed.Broadcast} {pit.Broadcast}");
    }

    [Fact]
    public void Second_pulses_go_on_after_a_restore()
    {
        Scenario scenario = Given.Aligned(4, TickMode.Periodic, periods: 60).On("6.1");
        scenario = scenario with { Machine = scenario.Machine with { HpetSecondPulseNs = 40_000 } };
        DesignResult before = Rig.Run(scenario, "hpet-broadcast").Result;
        GuestSnapshot snapshot = new() { TimeNs = 20_500_000, OutsideNs = 700_000 };
        DesignResult after = Rig.Run(
            scenario with { Workload = scenario.Workload with { Snapshots = [snapshot] } }, "hpet-broadcast").Result;
        Assert.Equal((before.Ticks.Raised, before.Ticks.Handled), (after.Ticks.Raised, after.Ticks.Handled));
    }

    private static DesignResult Run(BroadcastDevice device, CounterRestore counters, ClockRestore clock, long outsideNs)
    {
        Scenario scenario = Repository.Check("living/hotplug-sleepers");
        GuestSnapshot snapshot = new()
        {
            TimeNs = AtNs, OutsideNs = outsideNs, Counters = counters, Clock = clock, Tsc = TscRestore.Restored,
        };
        scenario = scenario with
        {
            Tick = scenario.Tick with { Broadcast = device },
            Workload = scenario.Workload with { Busy = 0, Hotplug = [], Snapshots = [snapshot] },
        };
        return Rig.Run(scenario, "native-lapic").Result;
    }
}
