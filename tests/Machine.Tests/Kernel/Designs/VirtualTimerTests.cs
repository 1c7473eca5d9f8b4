using Tickstorm.Kernel.Designs;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Designs;

public class VirtualTimerTests
{
    private static readonly string[] s_virtual =
    [
        "emulated-lapic", "kvm-pv-eoi", "kvm-apicv", "kvm-preemption-timer", "kvm-posted-timer", "irq-per-cpu", "xen-singleshot",
        "hyperv-stimer",
    ];

    [Theory] // S73
    [InlineData("emulated-lapic", 3, 2_400)]
    [InlineData("kvm-pv-eoi", 2, 1_167)]
    [InlineData("kvm-apicv", 2, 1_167)]
    [InlineData("kvm-preemption-timer", 2, 900)]
    [InlineData("kvm-posted-timer", 1, 500)]
    [InlineData("irq-per-cpu", 2, 1_167)]
    [InlineData("xen-singleshot", 2, 1_167)]
    [InlineData("hyperv-stimer", 2, 1_167)]
    public void A_busy_vCPU_exits_so_often_for_each_tick(string design, double exits, long latencyNs)
    {
        DesignResult result = Run(design, Given.Aligned(4).On("6.1"));
        Assert.Equal((exits, latencyNs), (result.ExitsPerTick, result.LatencyNs.Max));
        Assert.Equal(40, result.Ticks.Handled);
        Assert.True(result.Exits!.HostNsPerGuestSecond > 0);
    }

    [Fact] // S73
    public void An_idle_vCPU_costs_four_to_five_exits_and_host_timers_for_each_timer_interrupt()
    {
        Scenario scenario = Given.Aligned(4, periods: 400).On("6.1");
        scenario = scenario with
        {
            Tick = scenario.Tick with { NoHz = true },
            Workload = new Workload { Busy = 0, Tasks = [new TaskLoad { SleepNs = 4_000_000, RunNs = 50_000, Timer = TaskTimer.Hrtimer }] },
        };
        DesignResult result = Run("emulated-lapic", scenario);
        Assert.InRange((result.Exits!.Total + result.Exits.HostTimers) / (double)result.Eois, 4, 5);
        Assert.InRange(Run("kvm-apicv", scenario).Exits!.Total / (double)result.Eois, 2, 3);
    }

    [Theory]
    [InlineData("native-lapic")]
    [InlineData("native-deadline")]
    [InlineData("irq0-edge")]
    [InlineData("pit-broadcast")]
    public void A_design_without_a_hypervisor_has_no_exits_and_not_none(string design)
    {
        DesignResult result = Rig.Run(Given.Aligned(4, design == "pit-broadcast" ? TickMode.Periodic : TickMode.OneShot), design).Result;
        Assert.Null(result.ExitsPerTick);
        Assert.Null(result.Exits);
    }

    [Fact]
    public void The_deadline_arms_30_ns_sooner_and_does_not_drift()
    {
        Scenario scenario = Given.Aligned(2, periods: 1_000).On("6.1");
        Rig count = Rig.Run(scenario, "native-lapic"), deadline = Rig.Run(scenario, "native-deadline");
        Assert.Equal(count.Result.CpuNsPerTick - 30, deadline.Result.CpuNsPerTick);
        Assert.All(deadline.Of(TraceKind.Raised), raised => Assert.Equal(0, raised.Time % Given.Period));
        Assert.Equal(2_000, deadline.Result.Ticks.Handled);
    }

    [Fact]
    public void Each_exit_is_a_record_with_its_reason_and_a_count_of_its_CPU()
    {
        Scenario scenario = Given.Aligned(5, periods: 40).On("6.1") with
        {
            Workload = new Workload
            {
                Busy = 3, ReschedulePerSecond = 3_000, IrqsOffPerSecond = 2_000, IrqsOffNs = 30_000, HostInterruptsPerSecond = 500,
            },
        };
        foreach (string design in s_virtual)
        {
            Rig rig = Rig.Run(scenario, design);
            Dictionary<ExitReason, long> told = rig.Of(TraceKind.VmExit).GroupBy(record => VirtualExit.Reason(record.Argument))
                .ToDictionary(group => group.Key, group => group.Sum(record => VirtualExit.Count(record.Argument)));
            ExitReport exits = rig.Result.Exits!;
            Assert.Equal(exits.Reasons.ToDictionary(reason => reason.Reason, reason => reason.Count), told);
            Assert.Equal(exits.Total, told.Values.Sum());
            Assert.Equal(rig.Of(TraceKind.Armed).Count, told[ExitReason.ArmTimer]);
            // Two vCPUs have no task; what the host was interrupted for them stopped no guest.
            Assert.True(told[ExitReason.Halt] > 0 && exits.HostTimers > 0);
        }
    }

    [Fact]
    public void An_interrupt_that_meets_interrupts_off_needs_a_window_unless_the_CPU_delivers_it()
    {
        Scenario scenario = Given.Aligned(2, periods: 50).On("6.1") with
        {
            Workload = new Workload { IrqsOffPerSecond = 2_000, IrqsOffNs = 200_000 },
        };
        Assert.True(Count(Run("emulated-lapic", scenario), ExitReason.InterruptWindow) > 10);
        Assert.True(Count(Run("kvm-pv-eoi", scenario), ExitReason.InterruptWindow) > 10);
        Assert.Equal(0, Count(Run("kvm-apicv", scenario), ExitReason.InterruptWindow));
    }

    [Fact]
    public void Paravirtual_EOI_is_written_while_another_interrupt_waits()
    {
        Scenario quiet = Given.Aligned(2, periods: 50).On("6.1");
        Scenario loud = quiet with { Workload = new Workload { ReschedulePerSecond = 20_000, IpiHandlerNs = 20_000 } };
        Assert.Equal(0, Count(Run("kvm-pv-eoi", quiet), ExitReason.EndOfInterrupt));
        DesignResult result = Run("kvm-pv-eoi", loud);
        Assert.InRange(Count(result, ExitReason.EndOfInterrupt), 1, result.Eois / 2);
        Assert.Equal(0, Count(Run("kvm-apicv", loud), ExitReason.EndOfInterrupt));
    }

    [Fact] // KVM 0c5f81dad46c: 42,916 external interrupts without posting, 6,871 with it.
    public void Posting_leaves_the_external_interrupts_of_those_that_keep_house()
    {
        Scenario scenario = Given.Aligned(100, periods: 100).On("6.1");
        long before = Count(Run("kvm-apicv", scenario), ExitReason.ExternalInterrupt);
        foreach (int share in new[] { 0, 10, 16, 50, 100 })
        {
            Workload work = scenario.Workload with { HousekeepingPercent = share };
            DesignResult result = Run("kvm-posted-timer", scenario with { Workload = work });
            Assert.Equal(before * share / 100, Count(result, ExitReason.ExternalInterrupt));
            Assert.Equal(before - before * share / 100, result.Exits!.HostTimers);
            if (share == 16) Assert.Equal(6_871 / 42_916.0, Count(result, ExitReason.ExternalInterrupt) / (double)before, 0.01);
        }
    }

    [Fact]
    public void Posting_leaves_the_hosts_own_interrupts()
    {
        // All vCPUs isolated: 190 interrupts of the host per second beside 1,000 ticks are the published ratio.
        Scenario scenario = Given.Aligned(20, periods: 500).On("6.1") with { Workload = new Workload { HostInterruptsPerSecond = 190 } };
        double before = External(Run("kvm-apicv", scenario)), after = External(Run("kvm-posted-timer", scenario));
        Assert.Equal(6_871 / 42_916.0, after / before, 0.02);

        static long External(DesignResult result) => Count(result, ExitReason.ExternalInterrupt) + Count(result, ExitReason.HostInterrupt);
    }

    [Theory]
    [InlineData("3.2", true)]
    [InlineData("4.7", false)]
    public void Xen_refuses_the_past_and_is_asked_again(string kernel, bool refuses)
    {
        // A hypercall that takes longer than the slop: the time asked for has passed when Xen looks at it.
        Scenario scenario = Given.Aligned(2, periods: 20).On(kernel) with
        {
            Costs = new Costs { VmLightExit = 950_000 }, Tick = new TickSetup { Hz = 1000, Handler = DurationTable.Constant(50_000) },
        };
        Rig rig = Rig.Run(scenario, "xen-singleshot");
        Assert.Equal(refuses, rig.Of(TraceKind.ProgramFailed).Count > 0);
        long armed = rig.Of(TraceKind.Armed).Count + rig.Of(TraceKind.ProgramFailed).Count;
        Assert.Equal(armed, Count(rig.Result, ExitReason.ArmTimer));
        Assert.Equal(0, rig.Result.StalledCpus);
        Assert.True(rig.Result.Ticks.Handled > 10);
    }

    [Fact]
    public void The_synthetic_timer_expires_at_hundreds_of_nanoseconds()
    {
        Scenario scenario = Given.Aligned(3, periods: 30).On("6.1");
        scenario = scenario with { Tick = scenario.Tick with { PhaseList = [0, 12_345, 678] } };
        Rig rig = Rig.Run(scenario, "hyperv-stimer");
        Assert.All(rig.Of(TraceKind.Raised), raised => Assert.Equal(0, raised.Time % 100));
        Assert.Equal(90, rig.Result.Ticks.Handled);
        Assert.Equal(rig.Result.Ticks.Expected, rig.Result.Ticks.Raised);
    }

    [Fact]
    public void A_level_handler_takes_its_own_lock_until_2_6_35()
    {
        Scenario scenario = Given.Aligned(4);
        double level = Run("irq-per-cpu", scenario.On("2.6.24")).CpuNsPerTick!.Value;
        double perCpu = Run("irq-per-cpu", scenario.On("2.6.36")).CpuNsPerTick!.Value;
        Assert.Equal(2 * scenario.Costs.LineLockHold, level - perCpu);
    }

    [Fact] // S74
    public void A_vCPU_that_was_away_for_ten_periods_has_one_interrupt_when_it_returns()
    {
        Scenario away = Given.Aligned(1, TickMode.Periodic, periods: 12).On("6.1");
        away = away with
        {
            Workload = new Workload
            {
                Steal = [new StealLoad { Runs = DurationTable.Constant(1_500_000), Length = DurationTable.Constant(10 * Given.Period) }],
            },
        };
        DesignResult periodic = Run("emulated-lapic", away);
        Assert.Equal(9, periodic.Ticks.Coalesced);
        Assert.All(periodic.Losses, loss => Assert.Equal(DropReason.StealCollapse, loss.Reason));
        // A device without a periodic mode is armed when the one interrupt is handled, and jiffies go by the counter.
        DesignResult armed = Run("kvm-apicv", away);
        Assert.Equal((0, 9), (armed.Ticks.Coalesced, armed.Ticks.NeverRaised));
        Assert.Equal(armed.Jiffies.Expected, armed.Jiffies.Actual);
    }

    [Theory]
    [InlineData("native-deadline", "3.7", "3.8")]
    [InlineData("kvm-pv-eoi", "3.5", "3.6")]
    [InlineData("kvm-apicv", "3.8", "3.9")]
    [InlineData("kvm-preemption-timer", "4.7", "4.8")]
    [InlineData("kvm-posted-timer", "5.2", "5.3")]
    [InlineData("irq-per-cpu", "2.6.22", "2.6.23")]
    [InlineData("xen-singleshot", "2.6.22", "2.6.23")]
    [InlineData("hyperv-stimer", "4.0", "4.1")]
    public void A_kernel_before_it_refuses_it_in_a_sentence(string design, string before, string from)
    {
        Design found = DesignLibrary.Find(design)!;
        Assert.StartsWith($"not in Linux {before}: ", Simulator.WhyNot(Given.Aligned(2).On(before), found)!.Reason);
        Assert.Null(Simulator.WhyNot(Given.Aligned(2).On(from), found));
    }

    [Theory] // A message by HYPERVISOR_CALLBACK_VECTOR, whose interrupt source ends itself; then HYPERV_STIMER0_VECTOR.
    [InlineData("hyperv-stimer", "4.14", 0xf3)]
    [InlineData("hyperv-stimer", "4.19", 0xed)]
    [InlineData("xen-singleshot", "2.6.38", 0xef)]
    [InlineData("xen-singleshot", "4.14", 0xf3)]
    [InlineData("irq-per-cpu", "6.1", 0xf3)]
    public void A_hypervisors_timer_comes_by_the_vector_of_its_version(string design, string kernel, int vector)
    {
        Rig rig = Rig.Run(Given.Aligned(2).On(kernel), design);
        Assert.All(rig.Of(TraceKind.Dispatched), record => Assert.Equal(vector, record.Vector));
        Assert.Equal(20, rig.Result.Ticks.Handled);
    }

    [Fact]
    public void A_message_of_hyper_v_needs_no_eoi_even_while_another_interrupt_waits()
    {
        // Sections with interrupts off, in which a tick and a device's interrupt gather.
        Scenario scenario = Given.Aligned(1, periods: 100);
        scenario = scenario with
        {
            Workload = scenario.Workload with
            {
                Devices = [new DeviceLoad { Irq = 5, PerSecond = 5_000 }], IrqsOffPerSecond = 800, IrqsOffNs = 700_000,
            },
        };
        long message = Run("hyperv-stimer", scenario.On("4.14")).Exits!.Count(ExitReason.EndOfInterrupt);
        long direct = Run("hyperv-stimer", scenario.On("4.19")).Exits!.Count(ExitReason.EndOfInterrupt);
        Assert.True(message == 0 && direct > 5, $"{direct} and {message}");
    }

    private static DesignResult Run(string design, Scenario scenario) => Rig.Run(scenario, design).Result;

    private static long Count(DesignResult result, ExitReason reason) => result.Exits!.Count(reason);
}
