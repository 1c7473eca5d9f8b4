using Tickstorm.Processes;
using Tickstorm.Processes.Cores;
using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Simulation;

/// <summary>What was done to the guest as a whole and to its CPUs.</summary>
internal static class GuestReports
{
    /// <summary>The snapshots of a run; none where there are none.</summary>
    public static IReadOnlyList<SnapshotReport> Snapshots(SmpMachine machine, RunStatistics statistics) =>
        [.. machine.Plan.CoreModel.Guest.Snapshots.Select((snapshot, i) => Of(snapshot, statistics.FatesOf(i)))];

    /// <summary>The changes of CPUs; null where there are none.</summary>
    public static HotplugReport? Hotplug(SmpMachine machine, RunStatistics statistics)
    {
        CoreModel model = machine.Plan.CoreModel;
        if (!model.HasHotplug) return null;
        long refused = 0;
        for (int cpu = 0; cpu < machine.Cores.Length; cpu++) refused += model.GuestOf(ref machine.Cores[cpu]).Refused;
        IReadOnlyList<CpuHotplug> asked = machine.Plan.Scenario.Workload.Hotplug;
        ReadOnlySpan<CpuDowns.Down> done = machine.Timekeeper!.Downs!.Done;
        List<HotplugChange> changes = [];
        for (int i = 0; i < asked.Count; i++)
        {
            bool happened = i < done.Length;
            CpuDowns.Down down = happened ? done[i] : default;
            changes.Add(new HotplugChange(
                asked[i].TimeNs, asked[i].Cpu, asked[i].Online, happened, happened && down.DeadNs >= 0 ? down.DeadNs : null,
                happened && down.DutyTo != CpuDowns.Unmoved ? down.DutyTo : null));
        }

        LatencyHistogram moved = statistics.MovedTimers;
        return new HotplugReport(changes, moved.Count, moved.Count > 0 ? moved.Max : null, refused);
    }

    private static SnapshotReport Of(GuestSnapshot snapshot, IReadOnlyList<(TimerFateKind Kind, long LateNs, long Count)> fates)
    {
        long latest = fates
            .Where(fate => fate.Kind is TimerFateKind.Late or TimerFateKind.Silent && fate.LateNs != long.MaxValue)
            .Select(fate => fate.LateNs).DefaultIfEmpty(-1).Max();
        return new SnapshotReport(
            snapshot.TimeNs, snapshot.OutsideNs, snapshot.ClockStepNs, fates.Sum(fate => fate.Count), Count(TimerFateKind.Kept),
            Count(TimerFateKind.AtOnce), Count(TimerFateKind.Early), Count(TimerFateKind.Late), Count(TimerFateKind.Silent),
            latest < 0 ? null : latest);

        long Count(TimerFateKind kind) => fates.Where(fate => fate.Kind == kind).Sum(fate => fate.Count);
    }
}
