using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Calibration;

/// <summary>
/// Finds how often and for how long a CPU stood still, from how late its ticks came: whatever the reason, the host of an emulated or
/// overcommitted machine or the recorder itself, to the tick it is stolen time.
/// </summary>
internal static class StealFinder
{
    private const int MostLengths = 64;
    private const long AfterDueNs = 2_000, BeforeDueNs = 10_000;

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
        List<LateTick> late = LateTicks(ticks, dues, periodNs, mayRest);
        if (late.Count < 8) return null;
        // What every tick takes is the way to its handler.
        long usual = Math.Min(Rank(late, 5), mostUsualNs);
        List<long> stretches = [];
        List<long> runs = [];
        // Those of another CPU come when that one has its own, now sooner, now later.
        (long beforeNs, long soonerNs) = dues.AreSent ? (periodNs / 8, periodNs / 20) : (BeforeDueNs, 0);
        long run = 0;
        bool wasLate = true;
        foreach (LateTick tick in late)
        {
            // As long as there were ticks in time; the first one after a late one begins it.
            if (!wasLate) run += tick.AfterNs;
            wasLate = tick.Ns - usual >= periodNs / 10;
            if (!wasLate) continue;
            // As many ticks fall due meanwhile, though the way to the handler is left out, or the last one waited in its place.
            long least = tick.Lost * periodNs + AfterDueNs;
            stretches.Add(Math.Clamp(tick.Ns - usual, least, least + periodNs - AfterDueNs - beforeNs));
            runs.Add(Math.Max(0, run - soonerNs));
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

    // Ticks that were not left out, each with how late it was.
    private static List<LateTick> LateTicks(TickLog ticks, ITickDues dues, long periodNs, bool mayRest)
    {
        List<LateTick> late = [];
        long[] served = new long[ticks.Count];
        for (int i = ticks.Count - 1; i >= 0; i--)
        {
            // Of two after the same one was due the first was the one before's.
            long last = dues.LastBy(ticks.Times[i]);
            bool isBefore = !dues.IsDouble && i + 1 < ticks.Count && served[i + 1] <= last;
            served[i] = isBefore ? last - 1 : last;
        }

        for (int i = 1; i < ticks.Count; i++)
        {
            long now = ticks.Times[i], before = ticks.Times[i - 1], first = served[i - 1] + 1;
            // A tick that was left out was not stolen.
            if (mayRest && ticks.Rested(i) && now - before > periodNs * 3 / 2) continue;
            if (served[i] < first || dues.At(first) is not { } due) continue;
            long after = dues.AreSent && dues.At(served[i - 1]) is { } last ? due - last : periodNs;
            late.Add(new LateTick(Math.Max(0, now - due), after, (dues.At(served[i])!.Value - due + periodNs / 2) / periodNs));
        }

        return late;
    }

    private static long Rank(List<LateTick> late, int part)
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

    /// <param name="Ns">How late it was.</param>
    /// <param name="AfterNs">How long it was due after the tick before it.</param>
    /// <param name="Lost">How many were due after it and done with it.</param>
    private readonly record struct LateTick(long Ns, long AfterNs, long Lost);
}

/// <summary>When the ticks of a CPU are due.</summary>
internal interface ITickDues
{
    /// <summary>True when another CPU hands them on, at its own times.</summary>
    bool AreSent { get; }

    /// <summary>True when the device pulses twice each time.</summary>
    bool IsDouble { get; }

    /// <summary>The number of the last tick that was due by a time.</summary>
    long LastBy(long timeNs);

    /// <summary>When a tick was due; null when it is not known.</summary>
    long? At(long number);
}

/// <summary>Ticks on a grid.</summary>
internal sealed class GridDues(long phaseNs, long periodNs, long earlyNs, bool isDouble) : ITickDues
{
    /// <inheritdoc/>
    public bool IsDouble => isDouble;

    /// <inheritdoc/>
    public bool AreSent => false;

    /// <inheritdoc/>
    public long LastBy(long timeNs) => (long)Math.Floor((timeNs - phaseNs + earlyNs) / (double)periodNs);

    /// <inheritdoc/>
    public long? At(long number) => phaseNs + number * periodNs;
}

/// <summary>Ticks that another CPU hands on when it has its own.</summary>
internal sealed class SentDues(List<long> sent, bool isSparse) : ITickDues
{
    /// <inheritdoc/>
    public bool IsDouble => !isSparse;

    /// <inheritdoc/>
    public bool AreSent => isSparse;

    /// <inheritdoc/>
    public long LastBy(long timeNs) => sent.BinarySearch(timeNs) is >= 0 and var at ? at : ~sent.BinarySearch(timeNs) - 1;

    /// <inheritdoc/>
    public long? At(long number) => number >= 0 && number < sent.Count ? sent[(int)number] : null;
}
