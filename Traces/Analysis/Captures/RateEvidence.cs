namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>What a capture shows of the rate of its ticks.</summary>
internal sealed class RateEvidence
{
    private const int MostSteps = 4_096;
    private const int MostTimes = 1_024;
    private const int MostCpus = 64;
    private const double Sure = 0.8, Unlikely = 0.05;

    // Rates that kernels are commonly built with; the others need evidence against all of these.
    private static readonly int[] s_common = [100, 250, 300, 1_000];
    private static readonly int[] s_rare = [24, 32, 48, 64, 128, 200, 256, 500, 512, 1_024, 1_200, 2_000, 4_096, 10_000];
    private readonly Dictionary<long, long> _steps = [];
    private readonly Dictionary<int, List<long>> _times = [];
    private readonly Dictionary<int, List<long>> _entries = [];
    private (long TimeNs, long Jiffies) _first;
    private (long TimeNs, long Jiffies) _last;

    /// <summary>True when hrtimers are traced and none is the tick's: then each timer interrupt is a tick.</summary>
    public bool IsLowResolution { get; set; }

    /// <summary>Jiffies per second; null when too few were seen.</summary>
    public double? JiffiesPerSecond { get; private set; }

    /// <summary>A tick's timer was armed for the tick after the last: by this much later.</summary>
    public void Step(long ns)
    {
        if (ns <= 0 || (_steps.Count >= MostSteps && !_steps.ContainsKey(ns))) return;
        _steps[ns] = _steps.GetValueOrDefault(ns) + 1;
    }

    /// <summary>A tick was done.</summary>
    public void Tick(int cpu, long timeNs) => Keep(_times, cpu, timeNs);

    /// <summary>A timer interrupt, which may have been a tick.</summary>
    public void Entry(int cpu, long timeNs) => Keep(_entries, cpu, timeNs);

    /// <summary>The kernel said what jiffies is.</summary>
    public void Jiffies(long timeNs, long jiffies)
    {
        if (_first.TimeNs == 0) _first = (timeNs, jiffies);
        _last = (timeNs, jiffies);
        long span = _last.TimeNs - _first.TimeNs;
        if (span >= 200_000_000) JiffiesPerSecond = (_last.Jiffies - _first.Jiffies) * 1e9 / span;
    }

    /// <summary>Ticks per second; null when it does not show.</summary>
    public int? Hz => OfSteps() ?? PeakRate.Of(_times.Values, s_common) ?? OfTimes(_times, 0.2)
        ?? OfTimes(_entries, IsLowResolution ? 0.2 : 0.9) ?? OfJiffies();

    /// <summary>The time between ticks, as the kernel computes it (TICK_NSEC).</summary>
    public static long Period(int hz) => (1_000_000_000L + hz / 2) / hz;

    // Expiries lie on the grid exactly: the slowest rate of which all steps are multiples.
    private int? OfSteps()
    {
        long all = _steps.Values.Sum();
        if (all < 3) return null;
        foreach (int hz in (int[])[.. s_common, .. s_rare])
        {
            long period = Period(hz), on = 0;
            foreach ((long step, long count) in _steps)
            {
                long times = (step + period / 2) / period;
                if (times > 0 && Math.Abs(step - times * period) <= times + 1) on += count;
            }

            if (on * 10 >= all * 9) return hz;
        }

        return null;
    }

    // Times are late by chance: the slowest rate on whose grid they lie more than chance has it. One CPU's line may pulse at another rate
    // than the tick (an HPET that fires twice): most CPUs are right.
    private static int? OfTimes(Dictionary<int, List<long>> times, double least) => times.Values
        .Select(list => OfTimes(list, least)).OfType<int>().CountBy(hz => hz).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)
        .Select(pair => (int?)pair.Key).FirstOrDefault();

    private static int? OfTimes(List<long> times, double least)
    {
        if (times.Count < 5) return null;
        Dictionary<int, double> fits = [];
        foreach (int hz in (int[])[.. s_common, .. s_rare]) fits[hz] = Fit(times, 1e9 / hz);
        double best = fits.Values.Max();
        if (best < least) return null;
        foreach (int hz in (int[])[.. s_common, .. s_rare])
        {
            if (fits[hz] < Math.Max(least, 0.6 * best)) continue;
            // A host whose turns are long makes times regular too, though never so well as a timer.
            int likely = s_common.MaxBy(rate => fits[rate]);
            return fits[hz] < Sure && !s_common.Contains(hz) && fits[likely] > Unlikely ? likely : hz;
        }

        return null;
    }

    // 1 when all distances are whole periods, 0 by chance. Distances are of 1 to 4 periods: shorter ones say nothing of this rate, and over
    // longer ones the clocks drift apart.
    private static double Fit(List<long> times, double period)
    {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < times.Count && pairs < 20_000; i++)
        {
            for (int j = i + 1; j < times.Count; j++)
            {
                double distance = times[j] - times[i];
                if (distance > 4.5 * period) break;
                if (distance < 0.75 * period) continue;
                sum += Math.Cos(2 * Math.PI * distance / period);
                pairs++;
            }
        }

        return pairs < 4 ? 0 : sum / pairs;
    }

    private int? OfJiffies()
    {
        if (JiffiesPerSecond is not { } rate) return null;
        foreach (int hz in s_common)
        {
            if (Math.Abs(rate / hz - 1) < 0.02) return hz;
        }

        return null;
    }

    private static void Keep(Dictionary<int, List<long>> all, int cpu, long timeNs)
    {
        if (!all.TryGetValue(cpu, out List<long>? times))
        {
            if (all.Count >= MostCpus) return;
            all[cpu] = times = [];
        }

        if (times.Count < MostTimes) times.Add(timeNs);
    }
}
