using Tickstorm.Kernel.Designs;
using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Hosts;

/// <summary>vCPUs that share host CPUs.</summary>
public class HostCpuTests
{
    private const long Slice = 3_000_000, Switch = 2_000;

    private static Scenario Shared(int vcpus, int hosts, TickMode mode, int busy = -1, int periods = 20)
    {
        Scenario scenario = Given.Aligned(vcpus, mode, periods);
        return scenario with
        {
            Workload = scenario.Workload with
            {
                Busy = busy, Host = new HostLoad { Cpus = hosts, SliceNs = Slice, SwitchNs = Switch, InStep = true },
            },
        };
    }

    [Fact]
    public void A_lone_vcpu_on_its_host_cpu_loses_no_tick_and_nothing_is_stolen()
    {
        Rig alone = Rig.Run(Shared(4, 4, TickMode.OneShot), "native-lapic");
        Assert.Equal((80, 80, 0, 0), Ticks(alone));
        // The first turn begins a switch after time 0.
        Assert.All(alone.Machine.Hosts, host => Assert.Equal((1, Switch), (host.State.Turns, host.State.StolenNs)));
    }

    [Fact]
    public void Two_busy_vcpus_take_turns_and_a_periodic_tick_collapses_while_the_other_runs()
    {
        Rig rig = Rig.Run(Shared(2, 1, TickMode.Periodic), "native-lapic");
        (int raised, int handled, int coalesced, int late) = Ticks(rig);
        Assert.Equal(40, raised);
        Assert.True(coalesced > 10, $"{coalesced} coalesced");
        Assert.True(late > 0);
        Assert.Equal(raised, handled + coalesced + rig.Result.Ticks.Pending);
        Assert.Equal(["steal"], rig.Result.LateCauses.Select(c => c.Cause));
        // Each turn is a slice, the notice to leave, the vCPU's leave, and the way to the next one.
        long turn = Slice + (3 * Switch);
        Assert.InRange(rig.Machine.Hosts[0].State.Turns, 20_500_000 / (turn + 10_000), (20_500_000 / turn) + 1);
    }

    [Fact]
    public void A_one_shot_tick_is_late_by_the_stolen_time_and_none_collapses()
    {
        Rig rig = Rig.Run(Shared(2, 1, TickMode.OneShot), "native-lapic");
        (_, int handled, int coalesced, int late) = Ticks(rig);
        Assert.Equal(0, coalesced);
        Assert.True(late >= 5 && handled < 40, $"{late} late, {handled} handled");
        long longest = rig.Result.LateCauses.Single(c => c.Cause == "steal").TotalNs / late;
        Assert.InRange(longest, 1_000_000, Slice + (4 * Switch) + 10_000);
    }

    [Fact]
    public void An_idle_vcpu_halts_and_an_interrupt_gives_it_a_turn()
    {
        // CPU 0 is busy; CPU 1 idles, but its tick goes on: it waits for the end of the slice each time.
        Rig rig = Rig.Run(Shared(2, 1, TickMode.OneShot, busy: 1), "native-lapic");
        Assert.True(rig.Cpu(1).Handled >= 5);
        Assert.NotEqual(HostPhase.Running, rig.Cpu(1).Host);
        Assert.True(rig.Cpu(0).Handled >= 18, $"{rig.Cpu(0).Handled}: the busy vCPU has nearly all of the time");
    }

    [Theory]
    [InlineData(false, 100_000, 3_100_000)]
    [InlineData(true, 4_000, 30_000)]
    public void A_vcpu_that_is_woken_waits_for_a_slice_unless_it_preempts(bool preempts, long least, long most)
    {
        Scenario scenario = Shared(2, 1, TickMode.OneShot, busy: 1);
        scenario = scenario with
        {
            Workload = scenario.Workload with { Host = scenario.Workload.Host with { WakesPreempt = preempts } },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");
        long[] due = [.. rig.Of(TraceKind.Raised).Where(r => r.Cpu == 1).Select(r => r.Time)];
        long[] taken = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Cpu == 1).Select(r => r.Time)];
        Assert.InRange(due.Zip(taken, (at, ran) => ran - at).Max(), least, most);
    }

    [Fact]
    public void All_idle_vcpus_run_only_for_their_interrupts()
    {
        Rig rig = Rig.Run(Shared(4, 1, TickMode.OneShot, busy: 0), "native-lapic");
        Assert.Equal((80, 80, 0), (rig.Result.Ticks.Raised, rig.Result.Ticks.Handled, rig.Result.Ticks.Coalesced));
        Assert.Equal(80, rig.Machine.Hosts[0].State.Turns);
        Assert.Equal(-1, rig.Machine.Hosts[0].State.Current);
    }

    [Theory]
    [InlineData("native-lapic", -1)]
    [InlineData("irq0-edge", 3)]
    [InlineData("irq0-fasteoi", -1)]
    [InlineData("vmi-percpu", 5)]
    [InlineData("pit-broadcast", -1)]
    public void Turns_are_the_same_on_every_engine(string design, int busy)
    {
        Scenario scenario = Shared(12, 3, TickMode.Periodic, busy, periods: 30);
        scenario =
            scenario with { Workload = scenario.Workload with { ReschedulePerSecond = 2_000, IrqsOffPerSecond = 500,
            Host = scenario.Workload.Host with { SliceNs = 700_000 } } };
        Agreement.Holds(
            () => new SmpMachine(scenario, DesignLibrary.Find(design)!), scenario.Run.DurationNs, threadCounts: [1, 2],
            windows: [10_000, 1_000_000, 0]);
    }

    [Fact]
    public void A_saved_host_cpu_comes_back_whole_and_one_of_another_size_is_refused()
    {
        MachinePlan plan = new(Shared(6, 2, TickMode.Periodic), DesignLibrary.Find("native-lapic")!);
        int process = Enumerable.Range(0, plan.ProcessCount).First(p => plan.KindOf(p) == ProcessKind.HostCpu);
        LogicalProcess host = plan.Create(process);
        host.Execute(1, [], new Tickstorm.Engine.Effects(plan));
        LogicalProcess back = plan.Create(process);
        back.FromBytes(host.ToBytes());
        Assert.Equal(host.Describe(1), back.Describe(1));
        Assert.Equal(host.Hash, back.Hash);

        MachinePlan other = new(Shared(8, 2, TickMode.Periodic), DesignLibrary.Find("native-lapic")!);
        Assert.Throws<InvalidDataException>(() => other.Create(process + 2).FromBytes(host.ToBytes()));
    }

    private static (int Raised, int Handled, int Coalesced, int Late) Ticks(Rig rig) =>
        ((int)rig.Result.Ticks.Raised, (int)rig.Result.Ticks.Handled, (int)rig.Result.Ticks.Coalesced, (int)rig.Result.Ticks.Late);
}
