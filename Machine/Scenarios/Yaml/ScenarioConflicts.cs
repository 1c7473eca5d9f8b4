namespace Tickstorm.Scenarios.Yaml;

/// <summary>Values that are right each by itself and do not go together.</summary>
internal static class ScenarioConflicts
{
    private const int MostWaiting = 16_384;

    /// <summary>Each conflict with the path of the key to change.</summary>
    public static IEnumerable<(string Path, string Message)> Of(Scenario s)
    {
        int cpus = s.Machine.Cpus;
        string machine = cpus == 1 ? "a machine of 1 CPU" : $"a machine of {cpus} CPUs";
        if (s.Machine.Packages > cpus)
            yield return ("machine.packages", $"machine.packages is {s.Machine.Packages}; {machine} has at most {cpus}");
        if (s.Tick.Timekeeper >= cpus)
            yield return ("tick.timekeeper", $"tick.timekeeper is CPU {s.Tick.Timekeeper}; {machine} has CPUs 0 to {cpus - 1}");
        if (s.Machine.Irq0Target >= cpus)
        {
            yield return (
                "machine.ioApic.irq0Target",
                $"machine.ioApic.irq0Target is CPU {s.Machine.Irq0Target}; {machine} has CPUs 0 to {cpus - 1}");
        }

        if (s.Workload.Busy > cpus)
            yield return ("workload.busy", $"workload.busy is {s.Workload.Busy}; {machine} has at most {cpus} busy ones");
        if (s.Workload.BusyList is [.., var last] && last >= cpus)
            yield return ("workload.busy", $"workload.busy names CPU {last}; {machine} has CPUs 0 to {cpus - 1}");
        if (s.Tick.NoHzFull is [.., var full] && full >= cpus)
            yield return ("tick.nohzFull", $"tick.nohzFull names CPU {full}; {machine} has CPUs 0 to {cpus - 1}");
        if (s.Workload.Softirqs is { Vectors.Count: > 0 } soft && soft.TickNs + soft.DeviceNs > 0)
        {
            yield return (
                "workload.softirq.vectors",
                "workload.softirq.vectors says what softirqs do; workload.softirq.tick and device must be 0ns then");
        }

        foreach ((string path, string message) in LifeConflicts(s, machine)) yield return (path, message);
        foreach (string message in PhaseConflicts(s, machine)) yield return ("tick.phases", message);
        foreach (string message in DeviceConflicts(s, machine)) yield return ("workload.devices", message);
        foreach (string message in OperationConflicts(s, machine)) yield return ("workload.operations", message);
        foreach (string message in InjectionConflicts(s, machine)) yield return ("workload.inject", message);
        foreach ((string path, string message) in GuestConflicts.Of(s, machine)) yield return (path, message);
        foreach (string message in PairConflicts(s, machine)) yield return ("workload.ipi.pairs", message);
        foreach (OwnDesign own in s.OwnDesigns)
            foreach ((string path, string message) in UnderConflicts(s, own)) yield return (path, message);
    }

    // What goes together in the scenario and no more with what a design changes of it.
    private static IEnumerable<(string Path, string Message)> UnderConflicts(Scenario s, OwnDesign own)
    {
        if (own.Overrides.Count == 0) yield break;
        HashSet<string> before = [.. Of(s with { OwnDesigns = [] }).Select(conflict => conflict.Message)];
        foreach ((string path, string message) in Of(s.Under(own.Name) with { OwnDesigns = [] }))
            if (!before.Contains(message)) yield return ($"designs/{own.Name}/{path.Split('.')[0]}", $"under {own.Name}, {message}");
    }

    private static IEnumerable<(string Path, string Message)> LifeConflicts(Scenario s, string machine)
    {
        int cpus = s.Machine.Cpus;
        for (int i = 0; i < s.Workload.Tasks.Count; i++)
        {
            if (s.Workload.Tasks[i].Cpus is [.., var last] && last >= cpus)
                yield return ("workload.tasks", $"workload.tasks[{i}].cpus names CPU {last}; {machine} has CPUs 0 to {cpus - 1}");
        }

        for (int i = 0; i < s.Workload.Steal.Count; i++)
        {
            if (s.Workload.Steal[i].Cpus is [.., var last] && last >= cpus)
                yield return ("workload.steal", $"workload.steal[{i}].cpus names CPU {last}; {machine} has CPUs 0 to {cpus - 1}");
        }

        for (int i = 0; i < s.Workload.CpuHrtimers.Count; i++)
        {
            if (s.Workload.CpuHrtimers[i].Cpus is not [.., var last] || last < cpus) continue;
            yield return (
                "workload.hrtimer.cpus", $"workload.hrtimer.cpus[{i}].cpus names CPU {last}; {machine} has CPUs 0 to {cpus - 1}");
        }

        if (s.Workload.Steal.Count > 0 && s.Workload.Host.Cpus > 0)
            yield return ("workload.steal", "workload.steal does not go with workload.host.cpus, which simulates what steals");
        HostLoad host = s.Workload.Host;
        if ((host.Spin != SpinKind.Native || host.PauseLoopNs > 0) && host is { Cpus: > 0, Preemption: Preemption.Boundaries })
        {
            yield return (
                "workload.host.preemption", "workload.host.spin and workload.host.pauseLoop need workload.host.preemption: anywhere");
        }

        if (s.Tick.NoHzFull.Count > 0 && !s.Tick.NoHz)
            yield return ("tick.nohzFull", "tick.nohzFull needs tick.nohz: true");
        if (s.Tick.NoHzFull.Count >= cpus)
            yield return ("tick.nohzFull", $"tick.nohzFull names all of {machine}; one keeps house");
        (string Path, bool Used)[] keys =
        [
            ("workload.tasks", s.Workload.Tasks.Count > 0), ("tick.nohzFull", s.Tick.NoHzFull.Count > 0),
            ("workload.hrtimer.interval", s.Workload.Hrtimer.IntervalNs > 0), ("workload.hrtimer.cpus", s.Workload.CpuHrtimers.Count > 0),
            ("workload.ipi.wait", s.Workload.CallsWait),
            ("workload.tlb.shootDowns", s.Workload.ShootDownsPerSecond > 0),
            ("costs.jiffies.lockHold", s.Costs.JiffiesLockHold > 0), ("tick.broadcast", s.Tick.Broadcast != BroadcastDevice.None),
            ("workload.gracePeriods", s.Workload.GracePeriodsPerSecond > 0), ("workload.hotplug", s.Workload.Hotplug.Count > 0),
        ];
        if (s.Workload.Job.StepNs > 0 && (s.Workload.Host.Cpus > 0 || s.Workload.Steal.Count > 0))
            yield return ("workload.job.step", "workload.job.step goes neither with workload.host.cpus nor with workload.steal");
        string? path = keys.FirstOrDefault(key => key.Used).Path;
        bool waits = s.Workload.CallsWait || s.Workload.ShootDownsPerSecond > 0;
        if (waits && cpus > MostWaiting)
            yield return ("machine.cpus", $"calls that wait need at most {MostWaiting} CPUs: each keeps a queue of them all");
        if (s.Machine.Delivery == ApicDelivery.Flat && cpus > MachineShape.MostFlatCpus)
        {
            yield return (
                "machine.delivery", $"machine.delivery flat names at most {MachineShape.MostFlatCpus} CPUs; {machine} needs another");
        }

        if (s.Tick.Broadcast == BroadcastDevice.Hrtimer && s.Kernel < KernelVersion.Parse(BroadcastDevices.HrtimerFrom))
        {
            yield return (
                "tick.broadcast", $"tick.broadcast hrtimer needs kernel {BroadcastDevices.HrtimerFrom} or later; this one is {s.Kernel}");
        }

        bool lives = path is not null;
        if (lives && s.Tick.Mode != TickMode.OneShot) yield return (path!, $"{path} needs tick.mode: oneshot");
        if (lives && s.Tick.IsRedrawn) yield return (path!, $"{path} does not go with tick.phases: redraw");
        if (s.Tick.Broadcast != BroadcastDevice.None && s.Workload.Host.Cpus > 0)
            yield return ("workload.host.cpus", "workload.host.cpus does not go with tick.broadcast");
    }

    private static IEnumerable<string> PhaseConflicts(Scenario s, string machine)
    {
        if (s.Tick.PhaseList is not { } phases) yield break;
        if (phases.Count != s.Machine.Cpus)
            yield return $"tick.phases lists {phases.Count} phases; {machine} needs one for each CPU";
        if (phases.FirstOrDefault(p => p >= s.Tick.PeriodNs, -1) is >= 0 and var beyond)
        {
            string period = Durations.Format(s.Tick.PeriodNs);
            yield return $"tick.phases lists {Durations.Format(beyond)}; a phase is below the tick period of {period}";
        }
    }

    private static IEnumerable<string> DeviceConflicts(Scenario s, string machine)
    {
        HashSet<int> seen = [];
        if (s.Workload.Devices.Count > Workload.MostDevices)
            yield return $"workload.devices lists {s.Workload.Devices.Count} devices; there are vectors for {Workload.MostDevices}";
        for (int i = 0; i < s.Workload.Devices.Count; i++)
        {
            DeviceLoad device = s.Workload.Devices[i];
            string path = $"workload.devices[{i}]";
            if (device.Kind == DeviceKind.Pin && device.Irq >= s.Machine.IoApicPins)
            {
                int pins = s.Machine.IoApicPins;
                yield return $"{path}.irq is {device.Irq}; an IO-APIC of {pins} pins has irqs 3 to {pins - 1} for devices";
            }

            if (device.Kind != DeviceKind.Pin && device.Level)
                yield return $"{path}.level is true; a message is an edge";
            if (device.Burst > 1 && (device.Burst - 1) * device.GapNs >= 1_000_000_000L / device.PerSecond)
            {
                yield return $"{path}.burst of {device.Burst}, {Durations.Format(device.GapNs)} apart, is longer than the "
                    + $"{Durations.Format(1_000_000_000L / device.PerSecond)} from one burst to the next";
            }

            if (device.Cpu >= s.Machine.Cpus)
                yield return $"{path}.cpu is {device.Cpu}; {machine} has CPUs 0 to {s.Machine.Cpus - 1}";
            if (!seen.Add(device.Irq))
                yield return $"{path}.irq is {device.Irq}, as that of an earlier device; each needs its own";
            int before = s.Workload.Devices.Take(i).Count(d => d.Cpu == device.Cpu && TakesVector(d));
            if (s.Machine.FreeVectors > 0 && TakesVector(device) && before >= s.Machine.FreeVectors)
            {
                yield return $"{path} finds no vector (-ENOSPC): CPU {device.Cpu} has machine.freeVectors {s.Machine.FreeVectors}, "
                    + "and earlier devices have them";
            }
        }
    }

    private static bool TakesVector(DeviceLoad device) => device.Kind is DeviceKind.Msi or DeviceKind.MsiX;

    private static IEnumerable<string> PairConflicts(Scenario s, string machine)
    {
        if (s.Workload.IpiPairs.Count == 0) yield break;
        if (s.Workload.ReschedulePerSecond > 0 || s.Workload.CallFunctionPerSecond > 0)
            yield return "workload.ipi.pairs says who sends; workload.ipi.reschedule and callFunction must be 0 beside it";
        for (int i = 0; i < s.Workload.IpiPairs.Count; i++)
        {
            IpiPair pair = s.Workload.IpiPairs[i];
            string path = $"workload.ipi.pairs[{i}]";
            if (Math.Max(pair.From, pair.To) is var last && last >= s.Machine.Cpus)
                yield return $"{path} names CPU {last}; {machine} has CPUs 0 to {s.Machine.Cpus - 1}";
            if (pair.From == pair.To) yield return $"{path} is from CPU {pair.From} to itself; an IPI goes to another CPU";
        }
    }

    private static IEnumerable<string> OperationConflicts(Scenario s, string machine)
    {
        for (int i = 0; i < s.Workload.Operations.Count; i++)
        {
            LineOperation operation = s.Workload.Operations[i];
            string path = $"workload.operations[{i}]";
            if (operation.Line > s.Workload.Devices.Count)
                yield return $"{path}.line is {operation.Line}; the lines are 0 (IRQ0) to {s.Workload.Devices.Count} (the last device's)";
            if (operation.TimeNs >= s.Run.DurationNs)
                yield return $"{path}.at is {Durations.Format(operation.TimeNs)}; the run ends at {Durations.Format(s.Run.DurationNs)}";
            if (operation.Cpu >= s.Machine.Cpus)
                yield return $"{path}.cpu is {operation.Cpu}; {machine} has CPUs 0 to {s.Machine.Cpus - 1}";
        }
    }

    private static IEnumerable<string> InjectionConflicts(Scenario s, string machine)
    {
        HashSet<CpuInjection> seen = [];
        for (int i = 0; i < s.Workload.Injections.Count; i++)
        {
            CpuInjection injection = s.Workload.Injections[i];
            string path = $"workload.inject[{i}]";
            if (injection.TimeNs >= s.Run.DurationNs)
                yield return $"{path}.at is {Durations.Format(injection.TimeNs)}; the run ends at {Durations.Format(s.Run.DurationNs)}";
            if (injection.IsOfIoApic && RoutedPins.Refusal(s, injection) is { } refusal)
                yield return $"{path} writes {injection.RegisterName}: {refusal}";
            if (injection.Cpu >= s.Machine.Cpus)
                yield return $"{path}.cpu is {injection.Cpu}; {machine} has CPUs 0 to {s.Machine.Cpus - 1}";
            if (seen.Add(injection with { Value = 0 })) continue;
            yield return injection.IsWrite
                ? $"{path} writes what another one writes at that time"
                : $"{path} is there twice: two edges of one vector at one time are one";
        }
    }
}
