using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Hosts;

/// <summary>Exits of vCPUs that share host CPUs: whose time they take.</summary>
public class ExitsOnHostsTests
{
    private const long Longer = 10_000;

    [Fact]
    public void The_exits_of_one_vcpu_make_the_next_one_of_its_host_cpu_late()
    {
        (long first, long second) before = Latencies(5_000), after = Latencies(5_000 + Longer);
        // The delivery, and the EOI in the stub, which comes before the handler.
        Assert.Equal(2 * Longer, after.first - before.first);
        // Its own delivery is over by then; but it waits for the first one's delivery, EOI, arming and HLT.
        Assert.Equal((1 + 4) * Longer, after.second - before.second);
    }

    [Fact]
    public void The_hosts_interrupts_of_its_vcpus_delay_what_runs_there()
    {
        Scenario scenario = Given.Aligned(1, TickMode.OneShot, periods: 400);
        scenario = scenario with
        {
            Tick = scenario.Tick with { Handler = DurationTable.Constant(500_000) },
            Costs = scenario.Costs with { VmExit = 20_000 },
            Workload = scenario.Workload with { HostInterruptsPerSecond = 2_000, Host = new HostLoad { Cpus = 1 } },
        };
        Rig rig = Rig.Run(scenario, "emulated-lapic");
        long interrupts = rig.Result.Exits!.Count(ExitReason.HostInterrupt);
        Assert.True(interrupts > 600, $"{interrupts}");
        Assert.True(rig.Result.Host!.ExitNs >= interrupts * 20_000, $"{rig.Result.Host}");
        // What comes while a handler runs makes it longer.
        long[] starts = [.. rig.Of(TraceKind.HandlerEnter).Select(r => r.Time)], ends = [.. rig.Of(TraceKind.HandlerExit).Select(r => r.Time)];
        long[] over = [.. starts.Zip(ends, (start, end) => end - start - 520_000)];
        Assert.All(over, ns => Assert.True(ns >= 0 && ns % 20_000 == 0, $"{ns}"));
        Assert.True(over.Count(ns => ns > 0) > 100, $"{over.Count(ns => ns > 0)} of {over.Length}");
    }

    [Fact]
    public void A_timer_of_a_vcpu_that_is_away_interrupts_whoever_runs_unless_it_is_posted_elsewhere()
    {
        Assert.True(Crowded("kvm-apicv").Host!.TimerInterrupts > 20);
        Assert.Equal(0, Crowded("kvm-posted-timer").Host!.TimerInterrupts);
        Assert.Equal(0, Crowded("native-deadline").Host!.TimerInterrupts);
        Assert.Equal(0, Crowded("native-deadline").Host!.ExitNs);
    }

    private static DesignResult Crowded(string design)
    {
        Scenario scenario = Given.Aligned(4, TickMode.OneShot, periods: 60) with { Kernel = KernelVersion.Parse("5.15") };
        return Rig.Run(
            scenario with { Workload = scenario.Workload with { Host = new HostLoad { Cpus = 1, SliceNs = 2_000_000 } } }, design).Result;
    }

    // How late the ticks of two idle vCPUs of one host CPU are, that are due together.
    private static (long First, long Second) Latencies(long exitNs)
    {
        Scenario scenario = Given.Aligned(2, TickMode.OneShot, periods: 20);
        scenario = scenario with
        {
            Costs = scenario.Costs with { VmExit = exitNs, VmHostTimer = 0 },
            Workload = scenario.Workload with { Busy = 0, Host = new HostLoad { Cpus = 1 } },
        };
        Rig rig = Rig.Run(scenario, "emulated-lapic");
        long[] latencies =
        [
            .. Enumerable.Range(0, 2).Select(cpu => rig.Of(TraceKind.HandlerEnter).Where(r => r.Cpu == cpu).Select(r => r.Time).First()),
        ];
        Array.Sort(latencies);
        return (latencies[0], latencies[1]);
    }
}
