using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Calibration;

/// <summary>
/// Finds how often and for how long a CPU stood still, from how late its ticks came: whatever the reason, the host of an emulated or
/// overcommitted machine or the recorder itself, to the tick it is stolen time.
/// </summary>
internal static class StealFinder
{
    private const int MostLengths = 64;
    private const long AfterDueNs = 2_000;

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
        // How late each was, and how long before it the one before it was done.
        List<(long Ns, long BeforeNs)> late = [];
        for (int i = 1; i < ticks.Count; i++)
        {
            // A tick that was left out was not stolen.
            if (mayRest && ticks.Rested(i) && ticks.Times[i] - ticks.Times[i - 1] > periodNs * 3 / 2) continue;
            if (dues.After(ticks.Times[i - 1]) is not { } due || due > ticks.Times[i] + periodNs / 2) continue;
            late.Add((Math.Max(0, ticks.Times[i] - due), Math.Max(0, Math.Min(due, ticks.Times[i]) - ticks.Times[i - 1])));
        }

        if (late.Count < 8) return null;
        // What every tick takes is the way to its handler.
        long usual = Math.Min(Rank(late, 5), mostUsualNs);
        List<long> stretches = [];
        List<long> runs = [];
        long run = 0;
        foreach ((long ns, long beforeNs) in late)
        {
            bool isLate = ns - usual >= periodNs / 10;
            // Ticks of another CPU come at that one's times, and it runs as long as it takes; its own come once in a period.
            run += dues.AreSent ? beforeNs : isLate ? 0 : periodNs;
            if (!isLate) continue;
            // As many ticks are due meanwhile, though the way to the handler is left out.
            long due = ns / periodNs;
            stretches.Add(due == 0 || dues.AreSent ? ns - usual : Math.Max(ns - usual, due * periodNs + AfterDueNs));
            // It begins at the first tick after its run.
            runs.Add(dues.AreSent ? Math.Max(0, run - periodNs / 2) : run);
            run = 0;
        }

        if (stretches.Count * 500 < late.Count) return null;
        runs.Add(run);
        // Whole periods stay so: between two ticks that were late there are as many in time as there were.
        DurationTable every = Table(runs, dues.AreSent ? 1_000 : periodNs);
        return new StealLoad
        {
            EveryNs = every.MinNs, Runs = every.IsConstant ? null : every, Length = Table(stretches, 1_000), AtTicks = true,
        };
    }

    private static long Rank(List<(long Ns, long BeforeNs)> late, int part)
    {
        long[] sorted = [.. late.Select(one => one.Ns).Order()];
        return sorted[sorted.Length / part];
    }

    // Equal ones, or where they are too many neighbours, as many in each entry.
    private static DurationTable Table(List<long> times, long unitNs)
    {
        (long Ns, int Weight)[] rounded = [.. Entries(times, unitNs)];
        if (rounded.Length <= MostLengths) return new DurationTable(rounded);
        times.Sort();
        int each = (times.Count + MostLengths - 1) / MostLengths;
        return new DurationTable([.. Entries([.. times.Chunk(each).SelectMany(
            some => Enumerable.Repeat((long)some.Average(), some.Length))], unitNs)]);
    }

    private static IEnumerable<(long Ns, int Weight)> Entries(IEnumerable<long> times, long unitNs) => times
        .GroupBy(ns => Math.Max(1, (ns + unitNs / 2) / unitNs * unitNs)).OrderBy(same => same.Key)
        .Select(same => (same.Key, same.Count()));
}

/// <summary>When the ticks of a CPU are due.</summary>
internal interface ITickDues
{
    /// <summary>True when another CPU hands them on, at its own times.</summary>
    bool AreSent { get; }

    /// <summary>When the first tick after one that was done at a time is due; null when it is not known.</summary>
    long? After(long timeNs);
}

/// <summary>Ticks on a grid.</summary>
internal sealed class GridDues(long phaseNs, long periodNs, long earlyNs) : ITickDues
{
    /// <inheritdoc/>
    public bool AreSent => false;

    /// <inheritdoc/>
    public long? After(long timeNs) =>
        phaseNs + ((long)Math.Floor((timeNs - phaseNs + earlyNs) / (double)periodNs) + 1) * periodNs;
}

/// <summary>Ticks that another CPU hands on when it has its own.</summary>
internal sealed class SentDues(List<long> sent, bool isSparse) : ITickDues
{
    /// <inheritdoc/>
    public bool AreSent => isSparse;

    /// <inheritdoc/>
    public long? After(long timeNs)
    {
        int at = sent.BinarySearch(timeNs);
        at = at >= 0 ? at + 1 : ~at;
        return at < sent.Count ? sent[at] : null;
    }
}
