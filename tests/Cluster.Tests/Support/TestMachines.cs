using Tickstorm.Scenarios;

namespace Tickstorm.Tests.Support;

/// <summary>The scenarios of the library, cut short.</summary>
internal static class TestMachines
{
    public static IEnumerable<string> Names => Repository.ScenarioNames;

    /// <summary>A scenario with at most so many CPUs and so much time.</summary>
    public static Scenario Load(string name, int mostCpus = 96, long mostNs = 6_000_000)
    {
        Scenario full = Repository.Scenario(name);
        int cpus = Math.Min(full.Machine.Cpus, mostCpus);
        long duration = Math.Min(full.Run.DurationNs, Math.Max(mostNs, 3_000_000_000 / full.Tick.Hz));
        Scenario cut = full with
        {
            Machine = full.Machine with { Cpus = cpus, Irq0Target = Math.Min(full.Machine.Irq0Target, cpus - 1) },
            Workload = full.Workload with
            {
                Devices = [.. full.Workload.Devices.Select(device => device with { Cpu = device.Cpu % cpus })],
                Snapshots = [.. full.Workload.Snapshots.Where(snapshot => snapshot.TimeNs < duration)],
                Hotplug = [.. full.Workload.Hotplug.Where(plug => plug.TimeNs < duration && plug.Cpu < cpus)],
            },
            Run = full.Run with { DurationNs = duration },
        };
        return cut;
    }
}
