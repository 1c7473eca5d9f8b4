using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Output;

/// <summary>Says which timers survived a restore, and what became of CPUs that went offline.</summary>
internal static class GuestText
{
    /// <summary>The sentences of a design; none where nothing was done to its guest.</summary>
    public static IEnumerable<string> Of(DesignOutcome outcome)
    {
        foreach (SnapshotReport snapshot in outcome.First.Snapshots) yield return $"{outcome.Design}: {Of(snapshot)}";
        if (outcome.First.Hotplug is { } hotplug) yield return $"{outcome.Design}: {Of(hotplug)}";
    }

    private static string Of(SnapshotReport snapshot)
    {
        string away = $"saved at {Durations.Format(snapshot.TimeNs)} and {Durations.Format(snapshot.OutsideNs)} away";
        if (snapshot.Timers == 0) return $"{away}, with no timer armed.";
        (long Count, string What)[] fates =
        [
            (snapshot.Kept, "kept their time"), (snapshot.AtOnce, "fired at once"), (snapshot.Early, "fired early"),
            (snapshot.Late, snapshot is { LatestNs: { } late, Silent: 0 } ? $"were up to {Durations.Format(late)} late" : "were late"),
            (snapshot.Silent, "fell silent"),
        ];
        string what = string.Join(", ", fates.Where(fate => fate.Count > 0).Select(fate => $"{Numbers.Text(fate.Count)} {fate.What}"));
        return $"{away}; of {Numbers.Text(snapshot.Timers)} armed timers {what}.";
    }

    private static string Of(HotplugReport hotplug)
    {
        List<string> parts = [.. hotplug.Changes.Select(Of)];
        if (hotplug.MovedTimers > 0)
        {
            string late = Durations.Format(hotplug.LatestMovedNs ?? 0);
            parts.Add($"{Numbers.Text(hotplug.MovedTimers)} of its timers ran on CPU 0, up to {late} late");
        }

        return string.Join("; ", parts) + ".";
    }

    private static string Of(HotplugChange change)
    {
        if (!change.Happened) return $"CPU {change.Cpu} never came {(change.Online ? "online" : "so far as to go offline")}";
        string duty = change.DutyTo is { } to ? $" and gave the timekeeper's duty to {(to < 0 ? "nobody" : $"CPU {to}")}" : "";
        if (change.Online)
        {
            string took = change.DutyTo is null ? "" : " and took the timekeeper's duty, which nobody had";
            return $"CPU {change.Cpu} came online at {Durations.Format(change.TimeNs)}{took}";
        }

        string dead = change.DeadNs is { } at ? $", found dead {Durations.Format(at - change.TimeNs)} later" : ", and was never found dead";
        return $"CPU {change.Cpu} went offline at {Durations.Format(change.TimeNs)}{duty}{dead}";
    }
}
