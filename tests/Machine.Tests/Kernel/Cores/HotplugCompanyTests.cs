using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>CPUs that go offline beside all else that a scenario has.</summary>
public class HotplugCompanyTests
{
    private const long OfflineNs = 11_000_000, OnlineNs = 51_000_000, DrainNs = 1_000_000;

    [Theory]
    [InlineData(DeviceKind.Msi, "6.1")]
    [InlineData(DeviceKind.Msi, "2.6.24")]
    [InlineData(DeviceKind.MsiX, "6.1")]
    [InlineData(DeviceKind.MsiX, "4.12")]
    [InlineData(DeviceKind.Lpi, "6.17")]
    public void A_message_goes_to_another_cpu_when_its_own_goes_offline_and_none_is_lost(DeviceKind kind, string kernel)
    {
        Scenario scenario = Lines(kernel, device => device with { Kind = kind });
        Rig rig = Rig.Run(scenario, "native-lapic");
        Assert.Equal(0, rig.Result.Hotplug!.Refused);
        DeviceReport devices = rig.Result.Devices!;
        LineReport line = Assert.Single(devices.Lines);
        Assert.Equal((1, 0, 0), (line.Moves, line.FailedMoves, line.Cpu));
        Assert.Equal(0, devices.Lost.NoHandler + devices.Lost.IrrFull);
        long[] there = Entries(rig, 2), here = Entries(rig, 0);
        Assert.Contains(there, at => at < OfflineNs);
        Assert.DoesNotContain(there, at => at > OfflineNs + DrainNs);
        Assert.DoesNotContain(here, at => at < OfflineNs);
        // It stays where it went.
        Assert.True(here.Count(at => at > OnlineNs) > 30);
    }

    [Fact]
    public void A_message_goes_on_to_the_next_cpu_where_the_first_has_no_vector_left()
    {
        Scenario scenario = Lines("6.1", device => device with { Kind = DeviceKind.MsiX });
        DeviceLoad device = scenario.Workload.Devices[0];
        scenario = scenario with
        {
            Machine = scenario.Machine with { FreeVectors = 1 },
            Workload = scenario.Workload with { Devices = [device, device with { Irq = 6, Cpu = 0, PerSecond = 200 }] },
        };
        DeviceReport devices = Rig.Run(scenario, "native-lapic").Result.Devices!;
        Assert.Equal((1, 1), (devices.Lines[0].Cpu, devices.Lines[0].FailedMoves));
        Assert.Equal(0, devices.Lost.NoHandler);
    }

    [Fact]
    public void Grace_periods_do_not_wait_for_a_cpu_that_is_offline()
    {
        Scenario scenario = Lines("6.1") with { Run = Lines("6.1").Run with { DurationNs = 200_000_000 } };
        scenario = scenario with
        {
            Workload = scenario.Workload with
            {
                GracePeriodsPerSecond = 1_000, Hotplug = [new CpuHotplug { TimeNs = OfflineNs, Cpu = 2 }],
            },
        };
        DesignResult result = Rig.Run(scenario, "native-lapic").Result;
        Assert.True(result.Life!.GracePeriods!.Completed > 30, $"{result.Life.GracePeriods}");
        Assert.InRange(result.Life.GracePeriods.LongestNs, 0, 6_000_000);
    }

    [Fact]
    public void Calls_and_shoot_downs_reach_those_that_are_online()
    {
        Scenario scenario = Lines("6.1");
        scenario = scenario with
        {
            Workload = scenario.Workload with { CallsWait = true, ShootDownsPerSecond = 500, CallFunctionPerSecond = 500 },
        };
        DesignResult result = Rig.Run(scenario, "native-lapic").Result;
        Assert.Equal(0, result.Hotplug!.Refused);
        Assert.True(result.Life!.Calls!.Targets > 100, $"{result.Life.Calls}");
        Assert.InRange(result.Life.CallWaitNs.Max!.Value, 1, 200_000);
    }

    [Fact]
    public void A_cpu_that_its_host_takes_away_goes_offline_and_comes_back()
    {
        Scenario scenario = Lines("6.1");
        StealLoad steal = new() { EveryNs = 500_000, Length = DurationTable.Constant(400_000) };
        DesignResult stolen = Rig.Run(scenario with { Workload = scenario.Workload with { Steal = [steal] } }, "native-lapic").Result;
        HostLoad host = new() { Cpus = 2, SliceNs = 2_000_000 };
        DesignResult hosted = Rig.Run(scenario with { Workload = scenario.Workload with { Host = host } }, "native-lapic").Result;
        foreach (DesignResult result in new[] { stolen, hosted })
        {
            Assert.Equal(0, result.Hotplug!.Refused);
            Assert.All(result.Hotplug.Changes, change => Assert.True(change.Happened));
            // 28 and 40 ms of its 80 are left to it, less what is stolen.
            Assert.InRange(result.PerCpu![2].Ticks.Raised, 20, 42);
        }
    }

    [Fact]
    public void Jiffies_go_on_where_the_cpu_that_dies_waits_for_jiffies_lock()
    {
        Scenario scenario = Lines("6.1") with { Costs = new Costs { JiffiesLockHold = 2_000 } };
        scenario = scenario with { Tick = scenario.Tick with { Phases = PhaseKind.Aligned } };
        DesignResult result = Rig.Run(scenario, "native-lapic").Result;
        Assert.InRange(result.Jiffies!.Actual, 78, 80);
        Assert.Equal(0, result.Hotplug!.Changes[0].DutyTo);
    }

    [Fact]
    public void Tasks_of_a_cpu_that_is_offline_run_on_the_first_until_it_is_back()
    {
        Scenario scenario = Lines("6.1", _ => null);
        scenario = scenario with
        {
            Tick = scenario.Tick with { NoHz = true, Timekeeper = 0 },
            Workload = scenario.Workload with
            {
                Busy = 0, ReschedulePerSecond = 0, CallFunctionPerSecond = 0,
                Tasks = [new TaskLoad { Cpus = [2], SleepNs = 900_000, RunNs = 100_000, IsConstant = true }],
            },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");
        long[] here = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Cpu == 0).Select(r => r.Time)];
        // A thousand sleeps a second, 40 of them on CPU 0, and of its own it has nothing to do.
        Assert.InRange(here.Count(at => at > OfflineNs + 2 * DrainNs && at < OnlineNs), 36, 90);
        Assert.InRange(here.Count(at => at > OnlineNs + DrainNs), 0, 2);
    }

    [Fact]
    public void A_task_that_never_sleeps_keeps_the_first_cpu_ticking_until_its_own_is_back()
    {
        Scenario scenario = Lines("6.1", _ => null);
        scenario = scenario with
        {
            Tick = scenario.Tick with { NoHz = true, Timekeeper = 0 },
            Workload = scenario.Workload with { BusyList = [2], ReschedulePerSecond = 0, CallFunctionPerSecond = 0 },
        };
        Rig rig = Rig.Run(scenario, "native-lapic");
        long[] here = [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Cpu == 0).Select(r => r.Time)];
        Assert.InRange(here.Count(at => at > OfflineNs + 2 * DrainNs && at < OnlineNs), 36, 40);
        Assert.InRange(here.Count(at => at > OnlineNs + 2 * DrainNs), 0, 2);
    }

    private static long[] Entries(Rig rig, int cpu) =>
        [.. rig.Of(TraceKind.HandlerEnter).Where(r => r.Cpu == cpu && r.Line == 1).Select(r => r.Time)];

    private static Scenario Lines(string kernel, Func<DeviceLoad, DeviceLoad?>? change = null)
    {
        Scenario scenario = Repository.Check("living/hotplug-lines").On(kernel);
        if (change is null) return scenario;
        DeviceLoad? device = change(scenario.Workload.Devices[0]);
        return scenario with { Workload = scenario.Workload with { Devices = device is null ? [] : [device] } };
    }
}
