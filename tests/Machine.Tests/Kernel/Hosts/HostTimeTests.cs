using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Kernel.Hosts;

/// <summary>Where the time of host CPUs goes, and what of it the guest sees.</summary>
public class HostTimeTests
{
    [Fact]
    public void A_host_that_polls_is_quicker_and_pays_for_it()
    {
        HostLoad host = new() { Cpus = 4, SwitchNs = 8_000 };
        DesignResult sleeps = Idle(host), polls = Idle(host with { HaltPollNs = 2_000_000 });
        Assert.Equal(0, sleeps.Host!.PolledNs);
        // Ticks 1 ms apart: the first halts are longer than what is polled, from 1.28 ms on each is hit.
        Assert.InRange(polls.Host!.PollHits, 4 * 25, 4 * 40);
        Assert.InRange(polls.Host.PollMisses, 4 * 5, 4 * 10);
        Assert.True(polls.Host.BusyNs > 10 * sleeps.Host.BusyNs);
        Assert.InRange(sleeps.LatencyNs.P50!.Value - polls.LatencyNs.P50!.Value, 11_000, 13_000);
    }

    [Fact]
    public void A_timer_with_slack_is_late_by_it()
    {
        DesignResult result = Busy(2, new HostLoad { Cpus = 2, TimerSlackNs = 50_000 });
        Assert.Equal(50_400, result.LatencyNs.P50!.Value, 700d);
        Assert.Equal(result.Ticks.Handled, result.LateCauses.Single(cause => cause.Cause == "steal").Count);
    }

    [Fact]
    public void The_hosts_timer_interrupt_delays_the_vcpu_it_is_for_if_that_runs_and_else_whoever_runs()
    {
        HostLoad host = new() { Cpus = 2, TimerNs = 1_500 };
        DesignResult alone = Busy(2, host), without = Busy(2, host with { TimerNs = 0 });
        Assert.Equal(alone.Ticks.Raised, alone.Host!.TimerInterrupts);
        Assert.Equal(alone.Ticks.Raised * 1_500, alone.Host.TimerNs);
        Assert.Equal(without.LatencyNs.Max!.Value + 1_500d, alone.LatencyNs.Max!.Value, 64d);
        // Two for each: ticks of who is away come into handlers of who runs.
        Scenario shared = Given.Aligned(4, TickMode.Periodic, periods: 40);
        shared = shared with { Tick = shared.Tick with { Handler = DurationTable.Constant(300_000), Phases = PhaseKind.Random } };
        DesignResult crowded = Run(shared, host), free = Run(shared, host with { TimerNs = 0 });
        Assert.Equal(free.CpuNsPerTick!.Value, crowded.CpuNsPerTick!.Value, 0.1 * free.CpuNsPerTick!.Value);
    }

    [Fact]
    public void The_guest_sees_what_was_stolen_up_to_its_last_tick_and_nothing_without_a_steal_clock()
    {
        HostLoad host = new() { Cpus = 1 };
        HostReport sees = Busy(3, host).Host!, blind = Busy(3, host with { HasStealClock = false }).Host!;
        Assert.InRange((double)sees.StolenNs / (3 * 40_500_000L), 0.66, 0.68);
        Assert.InRange(sees.SeenNs, sees.StolenNs - (3 * 7_000_000), sees.StolenNs - 1);
        Assert.Equal((sees.StolenNs, 0), (blind.StolenNs, blind.SeenNs));
        // One host CPU is one host CPU.
        Assert.InRange(sees.GuestNs + sees.SwitchNs, 40_400_000, 40_600_000);
    }

    [Theory]
    [InlineData("irq0-edge")]
    [InlineData("irq0-fasteoi")]
    public void Halting_and_pause_loop_exits_shorten_the_wait_behind_a_preempted_vcpu(string design)
    {
        Scenario scenario = Repository.Check("hosts/crowded-line");
        HostLoad host = scenario.Workload.Host;
        DesignResult spins = Run(scenario, host, design);
        DesignResult halts = Run(scenario, host with { Spin = SpinKind.Paravirtual, SpinNs = 20_000 }, design);
        DesignResult exits = Run(scenario, host with { PauseLoopNs = 5_000 }, design);
        Assert.True(halts.Host!.SpinHalts > 0 && exits.Host!.PauseExits > 0 && exits.Host.PauseYields > 0);
        // One that is kicked may wait for longer than before, since others steal its lock; all together wait far less.
        Assert.True(4 * halts.LockWaitNs.Total < spins.LockWaitNs.Total, $"{halts.LockWaitNs} and {spins.LockWaitNs}");
        Assert.True(exits.LockWaitNs.Max < spins.LockWaitNs.Max, $"{exits.LockWaitNs} and {spins.LockWaitNs}");
        // Who waits without a CPU of its own leaves it to somebody's ticks.
        Assert.True(halts.Ticks.Coalesced < spins.Ticks.Coalesced && exits.Ticks.Coalesced < spins.Ticks.Coalesced);
    }

    private static DesignResult Idle(HostLoad host)
    {
        Scenario scenario = Given.Aligned(4, TickMode.OneShot, periods: 40);
        return Run(scenario with { Workload = scenario.Workload with { Busy = 0 } }, host);
    }

    private static DesignResult Busy(int cpus, HostLoad host) => Run(Given.Aligned(cpus, TickMode.OneShot, periods: 40), host);

    private static DesignResult Run(Scenario scenario, HostLoad host, string design = "native-lapic") =>
        Rig.Run(scenario with { Workload = scenario.Workload with { Host = host } }, design).Result;
}
