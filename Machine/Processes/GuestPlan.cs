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

    /// <summary>Which one of all that went offline, by number, is a CPU that is offline at a time; -1 when it is online.</summary>
    public int OfflineOf(int cpu, long now) => IsOnline(cpu, now) ? -1 : LastOffline(cpu, now);

    /// <summary>The number of the last time that a CPU went offline; -1 for never.</summary>
    public int LastOffline(int cpu, long now)
    {
        int number = -1, last = -1;
        foreach (CpuHotplug hotplug in Hotplug)
        {
            if (hotplug.TimeNs > now) break;
            if (hotplug.Online) continue;
            number++;
            if (hotplug.Cpu == cpu) last = number;
        }

        return last;
    }

    /// <summary>Which CPU went offline by that number.</summary>
    public int OfflineCpu(int number)
    {
        foreach (CpuHotplug hotplug in Hotplug)
            if (!hotplug.Online && number-- == 0) return hotplug.Cpu;
        throw new ArgumentOutOfRangeException(nameof(number));
    }

    /// <summary>A CPU's n-th change, n from 0; null when it has no more.</summary>
    public CpuHotplug? NextOf(int cpu, int n)
    {
        foreach (CpuHotplug hotplug in Hotplug)
            if (hotplug.Cpu == cpu && n-- == 0) return hotplug;
        return null;
    }

    /// <summary>When the n-th CPU goes offline, n from 0, ns; <see cref="long.MaxValue"/> for never.</summary>
    public long NextOffline(int n)
    {
        foreach (CpuHotplug hotplug in Hotplug)
            if (!hotplug.Online && n-- == 0) return hotplug.TimeNs;
        return long.MaxValue;
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
