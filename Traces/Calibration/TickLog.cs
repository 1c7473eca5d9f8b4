namespace Tickstorm.Traces.Calibration;

/// <summary>The ticks of a CPU by one kind of event, or its timer interrupts.</summary>
internal sealed class TickLog
{
    /// <summary>Enough for any rate and distribution; more would only cost memory.</summary>
    private const int Most = 65_536;

    // How exactly it is looked for when ticks are due.
    private const int Parts = 64;

    private readonly List<bool> _rested = [];
    private readonly HashSet<int> _others = [];
    private bool _rests = true;

    /// <summary>When they were done, ns.</summary>
    public List<long> Times { get; } = [];

    /// <summary>How many there were.</summary>
    public int Count => Times.Count;

    /// <summary>True when the CPU idled between the tick before and this one, or nothing is known of that.</summary>
    public bool Rested(int tick) => _rested[tick];

    /// <summary>The CPU idles.</summary>
    public void Rest() => _rests = true;

    /// <summary>A tick was done.</summary>
    public void Add(long timeNs)
    {
        if (Times.Count == Most) return;
        Times.Add(timeNs);
        _rested.Add(_rests);
        _rests = false;
    }

    /// <summary>The last one came for another timer for sure.</summary>
    public void MarkLast() => _others.Add(Times.Count - 1);

    /// <summary>Those that may be ticks.</summary>
    public IEnumerable<long> Possible => Times.Where((_, i) => !_others.Contains(i));

    /// <summary>
    /// Of timer interrupts those that are ticks: the first one after each time that a tick is due runs it, whatever timer it came for. On a
    /// CPU that has idled only those that come soon after, unless at least <paramref name="always"/> of all periods have an interrupt.
    /// </summary>
    public (TickLog Ticks, IReadOnlyList<long> Others) Divided(long periodNs, double always)
    {
        (TickLog ticks, List<long> others) = (new TickLog(), []);
        if (Count == 0) return (ticks, others);
        long dueNs = Dues(periodNs);
        bool stops = Share(dueNs, periodNs) < always;
        long done = long.MinValue;
        for (int i = 0; i < Times.Count; i++)
        {
            if (_rested[i]) ticks.Rest();
            long due = Period(Times[i], dueNs, periodNs), late = Times[i] - dueNs - due * periodNs;
            bool isTick = due != done && (!stops || !ticks._rests || !_others.Contains(i) && late < periodNs / 8);
            if (isTick) ticks.Add(Times[i]);
            else others.Add(Times[i]);
            if (isTick) done = due;
        }

        return (ticks, others);
    }

    /// <summary>The share of periods from the first to the last one that have an interrupt; null with less than two.</summary>
    public double? Share(long periodNs) => Count < 2 ? null : Share(Dues(periodNs), periodNs);

    private double Share(long dueNs, long periodNs) =>
        Hit(Possible, dueNs, periodNs) / (double)Math.Max(1, (Times[^1] - Times[0]) / periodNs);

    // When ticks are due: the most periods have an interrupt then, and those that may be ticks come soonest after. At the ends of a capture
    // another timer may fill one period more than the ticks do.
    private long Dues(long periodNs)
    {
        long[] hits = [.. Enumerable.Range(0, Parts).Select(part => Hit(Times, part * periodNs / Parts, periodNs))];
        long enough = hits.Max() - 1;
        (long best, double soonest) = (0, double.MaxValue);
        for (int part = 0; part < Parts; part++)
        {
            if (hits[part] < enough) continue;
            long dueNs = part * periodNs / Parts;
            double late = Possible.Sum(time => (double)(time - dueNs - Period(time, dueNs, periodNs) * periodNs));
            if (late < soonest) (best, soonest) = (dueNs, late);
        }

        return best;
    }

    private static long Hit(IEnumerable<long> times, long dueNs, long periodNs)
    {
        (long hit, long last) = (0, long.MinValue);
        foreach (long time in times)
        {
            long period = Period(time, dueNs, periodNs);
            if (period != last) hit++;
            last = period;
        }

        return hit;
    }

    private static long Period(long timeNs, long dueNs, long periodNs) => (long)Math.Floor((timeNs - dueNs) / (double)periodNs);
}
