using Tickstorm.Traces.Analysis;
using static Tickstorm.Traces.Runs.Readable;

namespace Tickstorm.Traces.Reports;

/// <summary>The first sentence of a report: what is lost, behind whom, who falls silent, where the rest waits.</summary>
public static class Headline
{
    /// <summary>The sentence.</summary>
    public static string Of(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Ledger ticks = result.Totals;
        long lost = ticks.Dropped.GetValueOrDefault() + ticks.Coalesced.GetValueOrDefault() + ticks.Masked.GetValueOrDefault();
        List<string> parts = [];
        if (result.RunTotals is { Ticks: { Missing: > 0 } exact })
            parts.Add($"{Count(exact.Missing)} of {Count(exact.Expected)} ticks are missing");
        string reasons = string.Join(", ", result.Losses.Take(3).Select(loss => $"{loss.Reason} {Count(loss.Count)}"));
        if (lost > 0) parts.Add($"{Count(lost)} are lost ({reasons})");
        if (result.FirstDrop is { } drop)
        {
            string behind = drop.Holder is { } cpu ? $", behind CPU {cpu}" : "";
            parts.Add($"the first drop is CPU {drop.Victim}'s at {Moment(drop.TimeNs)}{behind}");
        }

        long missed = result.Cpus.Sum(cpu => cpu.Missed.GetValueOrDefault());
        if (lost == 0 && missed > 0)
        {
            CpuAnalysis worst = result.Cpus.MaxBy(cpu => cpu.Missed.GetValueOrDefault())!;
            parts.Add($"{Count(missed)} ticks were missed, {Count(worst.Missed)} of them on CPU {worst.Name}");
        }

        // Of a kernel's ticks each starts some time after it was due: what matters is how long, and why.
        if (result is { Run: null, Worst.Count: > 0 })
        {
            if (lost == 0 && missed == 0 && result.Cpus.Any(cpu => cpu.Missed is not null)) parts.Add("no tick was missed");
            WorstTick latest = result.Worst[0];
            parts.Add(
                $"the latest tick starts {Time(latest.LatenessNs)} late, on CPU {latest.Cpu} at {Moment(latest.TimeNs)}, "
                + $"by {latest.Cause}");
            if (result.LateCauses.MaxBy(cause => cause.TotalNs) is { } most)
                parts.Add($"most lateness is by {most.Cause}: {Time(most.TotalNs)} in {Count(most.Count)} ticks");
        }

        int silent = result.Cpus.Count(cpu => cpu.SilentSinceNs is not null);
        if (silent > 0) parts.Add($"{Count(silent)} CPUs fall silent");
        if (ticks.Late > 0)
        {
            string cause = result.LateCauses.Count > 0 ? $", mostly by {result.LateCauses[0].Cause}" : "";
            parts.Add($"{Count(ticks.Late)} are late{cause}");
        }

        if (result.Serialisation.Count > 0 && result.Serialisation[0] is { TotalNs: > 0 } point)
        {
            parts.Add($"{Count(point.Waits)} wait at {point.Kind} {point.Id}, {Time(point.TotalNs)} in all, at most {point.LongestQueue} " +
                "in a row");
        }

        if (parts.Count == 0) return "No tick is lost, none is late, nobody waits for a line or lock.";
        string text = string.Join("; ", parts);
        return char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }
}
