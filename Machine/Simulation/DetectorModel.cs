using Tickstorm.Kernel.Designs;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;

namespace Tickstorm.Simulation;

/// <summary>What the kernel's own detectors would say of a silent CPU, and when. Only what falls into the run is reported.</summary>
internal static class DetectorModel
{
    private const long Second = 1_000_000_000;
    private const int Most = 16;

    /// <summary>Reports of the first silent CPUs, in the order of their times.</summary>
    public static IReadOnlyList<DetectorReport> Reports(SmpMachine machine, long endNs)
    {
        List<DetectorReport> reports = new();
        bool modern = machine.Plan.Kernel.HardLockupSeconds > 0;
        for (int cpu = 0; cpu < machine.Cores.Length && reports.Count < Most; cpu++)
        {
            ref Core core = ref machine.Cores[cpu];
            if (!CoreJudge.IsStalled(ref core, machine.Plan.TickVector, machine.Plan.Design.Source == TickSource.Broadcast)) continue;
            long last = Math.Max(0, core.LastHandledNs);
            // The soft-lockup detector runs from the tick that has died: it says nothing.
            if (modern)
            {
                Add(reports, endNs, "hard-lockup", cpu, (last / (10 * Second) + 2) * 10 * Second,
                    $"Watchdog detected hard LOCKUP on cpu {cpu}");
                Add(reports, endNs, "rcu-stall", cpu, last + 21 * Second + 2 * machine.Plan.Grid.PeriodNs,
                    $"rcu: INFO: rcu detected stalls: {cpu} (0 ticks this GP)");
            }
            else
            {
                Add(reports, endNs, "nmi-watchdog", cpu, last + 5 * Second, "BUG: NMI Watchdog detected LOCKUP");
            }
        }

        return [.. reports.OrderBy(r => r.TimeNs).ThenBy(r => r.Cpu)];
    }

    private static void Add(List<DetectorReport> reports, long endNs, string name, int cpu, long time, string message)
    {
        if (time < endNs) reports.Add(new DetectorReport(name, cpu, time, message));
    }
}
