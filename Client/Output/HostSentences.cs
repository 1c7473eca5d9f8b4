using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Output;

/// <summary>Says what sharing host CPUs takes from the vCPUs, and what it does to those that hold a lock of the kernel.</summary>
internal static class HostSentences
{
    /// <summary>What is stolen, and one text for each group of designs with the same fate of its locks; none without host CPUs.</summary>
    public static IEnumerable<string> Of(Experiment experiment)
    {
        DesignOutcome[] hosted = [.. experiment.Ranked.Where(o => o.First is { Supported: true, Host: not null })];
        if (hosted.Length == 0) yield break;
        yield return Stolen(experiment.Scenario, hosted);
        DesignOutcome[] leaving = [.. hosted.Where(o => Exits(o) > 0)];
        if (leaving.Length > 0)
        {
            double most = leaving.Max(Exits);
            string share = leaving.Length == 1 ? Numbers.Percent(most) : $"up to {Numbers.Percent(most)}";
            yield return $"{Names(leaving)}: beside what guests wait for, exits take {share} of the time of host CPUs.";
        }

        if (experiment.Scenario.Workload.Host.Preemption == Preemption.Boundaries)
        {
            yield return "No lock holder is preempted: virtual CPUs leave between interrupts only (workload.host.preemption).";
            yield break;
        }

        DesignOutcome[] free = [.. hosted.Where(o => Held(o) == 0)];
        if (free.Length > 0) yield return $"{Names(free)}: no tick takes a lock of the kernel that others wait for.";
        DesignOutcome[] spared = [.. hosted.Where(o => Held(o) > 0 && Preempted(o) == 0)];
        if (spared.Length > 0)
        {
            double most = spared.Max(Held);
            string share = spared.Length == 1 ? Numbers.Percent(most) : $"up to {Numbers.Percent(most)}";
            yield return $"{Names(spared)}: locks of the kernel are held for {share} of the time that virtual CPUs run, and so often a "
                + $"slice ends with one held: none of {Numbers.Text(spared.Max(o => o.Runs.Max(r => r.Host!.Turns)))} did. "
                + $"The longest wait for a lock was {Durations.Format(spared.Max(Longest))}.";
        }

        foreach (DesignOutcome outcome in hosted.Where(o => Held(o) > 0 && Preempted(o) > 0)) yield return Blocked(outcome);
    }

    private static string Stolen(Scenario scenario, DesignOutcome[] hosted)
    {
        HostLoad host = scenario.Workload.Host;
        double all = scenario.Machine.Cpus * (double)hosted[0].First.SimulatedNs;
        double stolen = Most(hosted, h => h.StolenNs) / all, seen = Most(hosted, h => h.SeenNs) / all;
        string clock = host.HasStealClock
            ? $"by their last ticks the guest's CPUs have read {Numbers.Percent(seen)} at most from the steal clock"
            : "the guest has no steal clock, and books it to whoever ran";
        return $"{scenario.Machine.Cpus} virtual CPUs on {host.Cpus} host CPUs in slices of {Durations.Format(host.SliceNs)}: "
            + $"{Numbers.Percent(stolen)} of their time is stolen; {clock}.";
    }

    private static string Blocked(DesignOutcome outcome)
    {
        long turns = outcome.Runs.Sum(r => r.Host!.Turns), waiters = outcome.Runs.Sum(r => r.Host!.WaitersPreempted);
        return $"{outcome.Design}: of {Numbers.Text(turns)} slices {Numbers.Text(Preempted(outcome) - waiters)} ended with a lock of the "
            + $"kernel held, which blocked all that waited for it, and {Numbers.Text(waiters)} in waiting for one. The longest wait for a "
            + $"lock was {Durations.Format(Longest(outcome))}.{Stolen(outcome.Runs.Sum(r => r.Host!.LockSteals))}";
    }

    private static string Stolen(long locks) =>
        locks == 0 ? "" : $" {Numbers.Text(locks)} times somebody took a lock past one that had halted for it.";

    private static double Exits(DesignOutcome outcome) =>
        outcome.Runs.Sum(r => (double)r.Host!.ExitNs) / Math.Max(1, outcome.Runs.Sum(r => (double)r.Host!.Cpus * r.SimulatedNs));

    private static double Held(DesignOutcome outcome) =>
        outcome.Runs.Sum(r => (double)r.Host!.HeldNs) / Math.Max(1, outcome.Runs.Sum(r => (double)r.Host!.GuestNs));

    private static long Preempted(DesignOutcome outcome) => outcome.Runs.Sum(r => r.Host!.HoldersPreempted + r.Host.WaitersPreempted);

    private static long Longest(DesignOutcome outcome) => outcome.Runs.Max(r => r.LockWaitNs.Max);

    private static string Names(DesignOutcome[] outcomes) => string.Join(", ", outcomes.Select(outcome => outcome.Design));

    private static double Most(DesignOutcome[] hosted, Func<HostReport, long> figure) =>
        hosted.Max(outcome => outcome.Runs.Average(run => (double)figure(run.Host!)));
}
