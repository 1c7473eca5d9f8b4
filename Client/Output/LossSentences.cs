using Tickstorm.Client.Running;
using Tickstorm.Results;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Output;

/// <summary>Says for each design that loses ticks how many, and why; with several seeds, with which.</summary>
internal static class LossSentences
{
    /// <summary>
    /// One text for each design that loses ticks with some seed, in the order of the table; designs of which the same is true share it.
    /// </summary>
    public static IEnumerable<string> Of(Experiment experiment) => experiment.Ranked
        .Where(o => o.First.Supported && o.Runs.Any(r => r.Ticks.Lost > 0))
        .GroupBy(o => Of(experiment, o), o => o.Design).Select(group => $"{string.Join(", ", group)}: {group.Key}");

    private static string Of(Experiment experiment, DesignOutcome outcome)
    {
        HashSet<DropReason> told = [];
        List<string> sentences = [];
        for (int i = 0; i < outcome.Runs.Count; i++)
        {
            DesignResult run = outcome.Runs[i];
            string[] kinds = [.. run.Losses.Where(loss => told.Add(loss.Reason)).SelectMany(l => Kinds(experiment.Scenario, run, l))];
            string seed = experiment.Seeds > 1 ? $" (seed {experiment.Scenario.Run.Seed + (ulong)i})" : "";
            sentences.AddRange(kinds.Select(kind => $"{kind}{seed}."));
        }

        return string.Join(' ', sentences);
    }

    private static IEnumerable<string> Kinds(Scenario scenario, DesignResult run, TickLoss loss)
    {
        if (loss.Reason != DropReason.NotArmed)
        {
            yield return $"{Ticks(loss.Count)} {What(loss.Reason)} ({loss.Reason.Name()})";
            yield break;
        }

        if (run.SilentTicks > 0)
        {
            string silence = Silence.Of(run) ?? "their CPU is silent";
            yield return $"{Ticks(run.SilentTicks)} never raised, because nothing arms them: {silence} (not-armed)";
        }

        if (loss.Count > run.SilentTicks)
        {
            string passed = Ticks(loss.Count - run.SilentTicks);
            yield return $"{passed} never raised: their time passes while {WhatLasts(scenario, run)} (not-armed)";
        }
    }

    private static string What(DropReason reason) => reason switch
    {
        DropReason.LineInProgress => "dropped, because another CPU runs their line's handler",
        DropReason.LineDisabled => "dropped by a disabled line",
        DropReason.NoAction => "dropped by a line without an action",
        DropReason.LvtMasked => "masked: their CPU's LVT timer entry is",
        DropReason.PinMasked => "masked by their pin of the IO-APIC",
        DropReason.IrrFull => "merged into one that still waits in IRR",
        DropReason.IsrBlocked => "merged into one that waits for ever: its class is in service and nobody is left to write EOI",
        DropReason.StealCollapse => "merged into one while their virtual CPU is not scheduled",
        DropReason.StaleBroadcast => "merged into one that the broadcast has not brought to their CPU",
        _ => "lost",
    };

    private static string WhatLasts(Scenario scenario, DesignResult run)
    {
        if (run.LateCauses is [{ Cause: "steal" }, ..]) return "their virtual CPU is not scheduled";
        if (run.Snapshots.Any(snapshot => snapshot.Late + snapshot.Silent > 0)) return "a restored timer is still to expire";
        return scenario.Tick.Handler.MaxNs >= scenario.Tick.PeriodNs
            ? "the handler of the tick before runs: it outlasts the period"
            : "the tick before waits for a lock or runs: together they outlast the period";
    }

    private static string Ticks(long count) => count == 1 ? "1 tick is" : $"{Numbers.Text(count)} ticks are";
}
