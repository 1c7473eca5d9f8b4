using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes;

/// <summary>What is done to the guest as a whole, and to its CPUs, at times that are known from the start.</summary>
internal sealed class GuestPlan
{
    /// <summary>
    /// From leaving the online mask to the CPU's last interrupt, ns: what is under way to it arrives meanwhile (mdelay(1) in
    /// fixup_irqs).
    /// </summary>
    public const long DrainNs = 1_000_000;

    /// <summary>The CPU that takes others down, and to which their work goes: the first of the online mask.</summary>
    public const int FirstCpu = 0;

    /// <summary>The plan of a scenario.</summary>
    public GuestPlan(Scenario scenario)
    {
        Snapshots = [.. scenario.Workload.Snapshots];
        Hotplug = [.. Possible(scenario, new KernelSwitches(scenario.Kernel))];
    }

    /// <summary>When the guest is saved and restored, in the order of time.</summary>
    public GuestSnapshot[] Snapshots { get; }

    /// <summary>When CPUs go offline and come online, in the order of time; nothing after a cpu_down() that never returns.</summary>
    public CpuHotplug[] Hotplug { get; }

    /// <summary>True when nothing is planned.</summary>
    public bool IsEmpty => Snapshots.Length == 0 && Hotplug.Length == 0;

    /// <summary>By how much the guest's clock is ahead of the run's time, ns.</summary>
    public long ClockAheadNs(long now)
    {
        long ahead = 0;
        foreach (GuestSnapshot snapshot in Snapshots)
            if (snapshot.TimeNs <= now) ahead += snapshot.ClockStepNs;
        return ahead;
    }

    /// <summary>The CPU is in the online mask at a time.</summary>
    public bool IsOnline(int cpu, long now)
    {
        bool online = true;
        foreach (CpuHotplug hotplug in Hotplug)
        {
            if (hotplug.TimeNs > now) break;
            if (hotplug.Cpu == cpu) online = hotplug.Online;
        }

        return online;
    }

    /// <summary>When a CPU goes offline or comes online next, from the n-th on of its own; <see cref="long.MaxValue"/> for never.</summary>
    public CpuHotplug? NextOf(int cpu, int n)
    {
        foreach (CpuHotplug hotplug in Hotplug)
            if (hotplug.Cpu == cpu && n-- == 0) return hotplug;
        return null;
    }

    // Where nobody drops the duty, who has it is known from the start: a CPU that dies with it stops all that waits for jiffies, first of
    // all the one that takes it down.
    private static IEnumerable<CpuHotplug> Possible(Scenario scenario, KernelSwitches kernel)
    {
        int owner = scenario.Tick.Timekeeper;
        foreach (CpuHotplug hotplug in scenario.Workload.Hotplug)
        {
            yield return hotplug;
            if (hotplug.Online || hotplug.Cpu != owner || scenario.Tick.NoHz) continue;
            if (!kernel.DutyLeavesDying) yield break;
            owner = FirstCpu;
        }
    }
}
