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
    /// What was stolen of a CPU; null when nothing. What begins and ends between two ticks does not show in them, and is left out.
    /// </summary>
    /// <param name="ticks">The CPU's ticks.</param>
    /// <param name="dues">When they were due.</param>
    /// <param name="periodNs">The tick's period.</param>
    /// <param name="mayRest">True when ticks are left out while the CPU idles.</param>
    /// <param name="mostUsualNs">The most that is taken as every tick's way to its handler, and not as stolen.</param>
    public static StealLoad? Of(TickLog ticks, ITickDues dues, long periodNs, bool mayRest, long mostUsualNs)
    {
        List<long> late = [];
        for (int i = 1; i < ticks.Count; i++)
        {
            // A tick that was left out was not stolen.
            if (mayRest && ticks.Rested(i) && ticks.Times[i] - ticks.Times[i - 1] > periodNs * 3 / 2) continue;
            if (dues.After(ticks.Times[i - 1]) is not { } due || due > ticks.Times[i] + periodNs / 2) continue;
            late.Add(Math.Max(0, ticks.Times[i] - due));
        }

        if (late.Count < 8) return null;
        // What every tick takes is the way to its handler.
        long usual = Math.Min(Rank(late, 5), mostUsualNs);
        List<long> stretches = [];
        List<long> runs = [];
        long inTime = 0;
        foreach (long ns in late)
        {
            if (ns - usual < periodNs / 10)
            {
                inTime++;
                continue;
            }

            stretches.Add(ns - usual);
            runs.Add(inTime * periodNs);
            inTime = 0;
        }

        if (stretches.Count * 500 < late.Count) return null;
        runs.Add(inTime * periodNs);
        DurationTable every = Table(runs);
        return new StealLoad { EveryNs = every.MinNs, Runs = every.IsConstant ? null : every, Length = Table(stretches), AtTicks = true };
    }

    private static long Rank(List<long> values, int part)
    {
        long[] sorted = [.. values.Order()];
        return sorted[sorted.Length / part];
    }

    // Neighbours in length, as many in each entry.
    private static DurationTable Table(List<long> times)
    {
        times.Sort();
        int each = (times.Count + MostLengths - 1) / MostLengths;
        IEnumerable<(long Ns, int Weight)> entries =
            times.Chunk(each).Select(some => (Math.Max(1, (long)some.Average() / 1_000 * 1_000), some.Length));
        return new DurationTable([.. entries.GroupBy(entry => entry.Ns).Select(same => (same.Key, same.Sum(entry => entry.Weight)))]);
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
