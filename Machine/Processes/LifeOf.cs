using Tickstorm.Kernel;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>What of a core's life a scenario asks for. A machine that needs none of it has plain cores and no timekeeper.</summary>
internal static class LifeOf
{
    /// <summary>CPUs idle and wake, stop and restart their ticks, and hand the timekeeper's duty over.</summary>
    public static bool Idles(Scenario scenario)
    {
        Workload work = scenario.Workload;
        bool wakes = SendsReschedules(work) || SendsCalls(work) || work.Devices.Count > 0 || work.TimersPerSecond > 0;
        bool changes = work.Tasks.Count > 0 || HasHrtimer(scenario) || CallsWait(scenario) || LocksJiffies(scenario)
            || HasGracePeriods(scenario) || scenario.Tick.Broadcast != BroadcastDevice.None
            || work.Snapshots.Count > 0 || work.Hotplug.Count > 0
            || scenario.Tick.NoHz && (wakes || scenario.Tick.NoHzFull.Count > 0);
        // vCPUs on host CPUs halt when they have nothing to do; their ticks stop where something else of their life asks for it.
        bool hosted = work.Host.Cpus > 0 && work.Tasks.Count == 0 && work.Hotplug.Count == 0 && !CallsWait(scenario)
            && !HasHrtimer(scenario) && !HasGracePeriods(scenario) && scenario.Tick.NoHzFull.Count == 0;
        return changes && scenario.Tick.Mode == TickMode.OneShot && !scenario.Tick.IsRedrawn && !hosted;
    }

    /// <summary>Handlers of devices run with interrupts on, so that others interrupt them.</summary>
    public static bool Nests(Scenario scenario) =>
        SwitchTable.IrqsOnInHandlers.Of(scenario.Kernel) && scenario.Workload.Host.Cpus == 0
        && scenario.Workload.Devices.Any(device => !device.IrqsOff);

    /// <summary>vCPUs lose their host CPUs anywhere, also in handlers and with locks held.</summary>
    public static bool Preempts(Scenario scenario) =>
        scenario.Workload.Host is { Cpus: > 0, Preemption: Preemption.Anywhere };

    /// <summary>Some CPUs have an hrtimer beside the tick.</summary>
    public static bool HasHrtimer(Scenario scenario) => scenario.Workload.Hrtimer.IntervalNs > 0 || scenario.Workload.CpuHrtimers.Count > 0;

    /// <summary>CPUs send reschedule IPIs of their own accord.</summary>
    public static bool SendsReschedules(Workload work) => work.ReschedulePerSecond > 0 || work.IpiPairs.Any(pair => !pair.IsCall);

    /// <summary>CPUs send call-function IPIs of their own accord.</summary>
    public static bool SendsCalls(Workload work) => work.CallFunctionPerSecond > 0 || work.IpiPairs.Any(pair => pair.IsCall);

    /// <summary>RCU has grace periods.</summary>
    public static bool HasGracePeriods(Scenario scenario) => scenario.Workload.GracePeriodsPerSecond > 0;

    /// <summary>A grace period that lasts too long is told of.</summary>
    public static bool SaysStalls(Scenario scenario, KernelSwitches kernel) =>
        HasGracePeriods(scenario) && IsWatched(scenario) && kernel.RcuStallSeconds > 0;

    /// <summary>Senders of call functions wait for their execution.</summary>
    public static bool CallsWait(Scenario scenario) =>
        scenario.Workload.CallsWait && SendsCalls(scenario.Workload) || scenario.Workload.ShootDownsPerSecond > 0;

    /// <summary>There is one call at a time in the machine; shoot-downs have locks of their own then.</summary>
    public static bool TakesCallLock(Scenario scenario) =>
        CallsWait(scenario) && SendsCalls(scenario.Workload) && SwitchTable.GlobalCallLock.Of(scenario.Kernel);

    /// <summary>The run is longer than any detector of a kernel needs at least.</summary>
    public static bool IsWatched(Scenario scenario) => scenario.Run.DurationNs > 5_000_000_000;

    /// <summary>Busy CPUs compute in steps.</summary>
    public static bool HasJob(Scenario scenario) => scenario.Workload.Job.StepNs > 0;

    /// <summary>A tick that updates jiffies queues for jiffies_lock.</summary>
    public static bool LocksJiffies(Scenario scenario) => scenario.Costs.JiffiesLockHold > 0;

    /// <summary>Local timers stop in deep idle states, and a device wakes in their place: where ticks have an entry of their own.</summary>
    public static bool StopsTimers(Scenario scenario, Design design) =>
        scenario.Tick.Broadcast != BroadcastDevice.None && Idles(scenario) && design is
        {
            Source: TickSource.LocalTimer, Boot: BootPlan.NoLine, OneShot: true, TakesXtimeLock: false,
        };

    /// <summary>Ticks are broadcast, all of them or those of CPUs that sleep deeply.</summary>
    public static bool Broadcasts(Scenario scenario, Design design) =>
        design.Source == TickSource.Broadcast || StopsTimers(scenario, design);

    /// <summary>Interrupts raise softirqs.</summary>
    public static bool HasSoftirqs(Scenario scenario) => scenario.Workload.Softirqs.IsUsed && scenario.Workload.Host.Cpus == 0;
}
