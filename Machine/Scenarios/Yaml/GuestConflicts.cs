namespace Tickstorm.Scenarios.Yaml;

/// <summary>What does not go with saving a guest, or with taking CPUs offline.</summary>
internal static class GuestConflicts
{
    // From leaving the online mask to the end of what is under way, with room for more.
    private const long BetweenNs = 5_000_000;

    /// <summary>Each conflict with the path of the key to change.</summary>
    public static IEnumerable<(string Path, string Message)> Of(Scenario s, string machine)
    {
        foreach (string message in Snapshots(s)) yield return ("workload.snapshots", message);
        foreach (string message in Hotplug(s, machine)) yield return ("workload.hotplug", message);
    }

    private static IEnumerable<string> Snapshots(Scenario s)
    {
        if (s.Workload.Snapshots.Count == 0) yield break;
        if (s.Workload.Host.Cpus > 0) yield return "workload.snapshots does not go with workload.host.cpus";
        if (s.Tick.Broadcast != BroadcastDevice.None) yield return "workload.snapshots does not go with tick.broadcast";
        if (s.Machine.HpetSecondPulseNs > 0) yield return "workload.snapshots does not go with machine.hpet.secondPulse";
        if (s.Tick.IsRedrawn) yield return "workload.snapshots does not go with tick.phases: redraw";
        for (int i = 0; i < s.Workload.Snapshots.Count; i++)
        {
            GuestSnapshot snapshot = s.Workload.Snapshots[i];
            string path = $"workload.snapshots[{i}]";
            if (snapshot.TimeNs >= s.Run.DurationNs)
                yield return $"{path}.at is {Durations.Format(snapshot.TimeNs)}; the run ends at {Durations.Format(s.Run.DurationNs)}";
            if (snapshot is { Tsc: TscRestore.Lost, Clock: ClockRestore.Tsc })
                yield return $"{path}.clock is a TSC that is lost, so that the guest's time would stand still: give another clock";
        }
    }

    private static IEnumerable<string> Hotplug(Scenario s, string machine)
    {
        Workload work = s.Workload;
        if (work.Hotplug.Count == 0) yield break;
        (string Path, bool Used)[] keys =
        [
            ("workload.job.step", work.Job.StepNs > 0), ("tick.nohzFull", s.Tick.NoHzFull.Count > 0),
            ("tick.broadcast: hrtimer", s.Tick.Broadcast == BroadcastDevice.Hrtimer),
        ];
        foreach ((string path, bool used) in keys)
            if (used) yield return $"workload.hotplug does not go with {path}";
        Dictionary<int, (long TimeNs, bool Online)> last = [];
        for (int i = 0; i < work.Hotplug.Count; i++)
        {
            CpuHotplug hotplug = work.Hotplug[i];
            string path = $"workload.hotplug[{i}]";
            if (hotplug.Cpu >= s.Machine.Cpus) yield return $"{path}.cpu is {hotplug.Cpu}; {machine} has CPUs 0 to {s.Machine.Cpus - 1}";
            if (hotplug.TimeNs >= s.Run.DurationNs)
                yield return $"{path}.at is {Durations.Format(hotplug.TimeNs)}; the run ends at {Durations.Format(s.Run.DurationNs)}";
            (long before, bool online) = last.GetValueOrDefault(hotplug.Cpu, (-BetweenNs, true));
            if (hotplug.Online == online) yield return $"{path}: CPU {hotplug.Cpu} is {(online ? "online" : "offline")} already";
            if (hotplug.TimeNs - before < BetweenNs)
                yield return $"{path} comes less than {Durations.Format(BetweenNs)} after the one before of CPU {hotplug.Cpu}";
            last[hotplug.Cpu] = (hotplug.TimeNs, hotplug.Online);
        }
    }
}
