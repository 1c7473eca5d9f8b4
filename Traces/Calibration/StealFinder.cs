using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Calibration;

/// <summary>
/// Finds how often and for how long a CPU stood still, from how late its ticks came: whatever the reason, the host of an emulated or
/// overcommitted machine or the recorder itself, to the tick it is stolen time.
/// </summary>
internal static class StealFinder
{
    private const int MostLengths = 32;

    /// <summary>
    /// What was stolen of a CPU; null when nothing. A tick that is late by L lies at random in a stretch that began before it was due: one
    /// shorter than a period is met by its share of the period alone, a longer one always, and its first tick is the late one.
    /// </summary>
    /// <param name="ticks">The CPU's ticks.</param>
    /// <param name="dues">When they were due.</param>
    /// <param name="periodNs">The tick's period.</param>
    /// <param name="mayRest">True when ticks are left out while the CPU idles.</param>
    public static StealLoad? Of(TickLog ticks, ITickDues dues, long periodNs, bool mayRest)
    {
        List<long> late = [];
        long coveredNs = 0;
        for (int i = 1; i < ticks.Count; i++)
        {
            if (mayRest && ticks.Rested(i)) continue;
            if (dues.After(ticks.Times[i - 1]) is not { } due || due > ticks.Times[i] + periodNs / 2) continue;
            late.Add(Math.Max(0, ticks.Times[i] - due));
            coveredNs += Math.Max(periodNs, ticks.Times[i] - ticks.Times[i - 1]);
        }

        if (late.Count < 8) return null;
        // What every tick takes is the way to its handler.
        long usual = Math.Min(Rank(late, 5), periodNs / 4);
        List<(long Ns, double Weight)> stretches = [];
        foreach (long whole in late)
        {
            long ns = whole - usual;
            if (ns < periodNs / 10) continue;
            stretches.Add(ns < periodNs / 2 ? (2 * ns, (double)periodNs / (2 * ns)) : (ns + periodNs / 2, 1));
        }

        double count = stretches.Sum(stretch => stretch.Weight), stolen = stretches.Sum(stretch => stretch.Weight * stretch.Ns);
        if (count < 1 || stolen < coveredNs / 500.0) return null;
        // A capture with hardly any time between them would have them without end.
        double every = Math.Max(coveredNs - stolen, stolen / 20) / count;
        return new StealLoad { EveryNs = Math.Clamp((long)every, 1_000, 1_000_000_000_000), Length = Table(stretches) };
    }

    private static long Rank(List<long> values, int part)
    {
        long[] sorted = [.. values.Order()];
        return sorted[sorted.Length / part];
    }

    // Neighbours in length, as many in each entry.
    private static DurationTable Table(List<(long Ns, double Weight)> stretches)
    {
        stretches.Sort();
        int each = (stretches.Count + MostLengths - 1) / MostLengths;
        List<(long, int)> entries = [];
        foreach ((long Ns, double Weight)[] some in stretches.Chunk(each))
        {
            double weight = some.Sum(one => one.Weight);
            long mean = (long)(some.Sum(one => one.Ns * one.Weight) / weight);
            entries.Add((Math.Max(1, mean / 1_000 * 1_000), Math.Max(1, (int)Math.Min(1e9, weight * 100))));
        }

        return new DurationTable(entries);
    }
}

/// <summary>When the ticks of a CPU are due.</summary>
internal interface ITickDues
{
    /// <summary>When the first tick after one that was done at a time is due; null when it is not known.</summary>
    long? After(long timeNs);
}

/// <summary>Ticks on a grid.</summary>
internal sealed class GridDues(long phaseNs, long periodNs, long earlyNs) : ITickDues
{
    /// <inheritdoc/>
    public long? After(long timeNs) =>
        phaseNs + ((long)Math.Floor((timeNs - phaseNs + earlyNs) / (double)periodNs) + 1) * periodNs;
}

/// <summary>Ticks that another CPU hands on when it has its own.</summary>
internal sealed class SentDues(List<long> sent) : ITickDues
{
    /// <inheritdoc/>
    public long? After(long timeNs)
    {
        int at = sent.BinarySearch(timeNs);
        at = at >= 0 ? at + 1 : ~at;
        return at < sent.Count ? sent[at] : null;
    }
}
