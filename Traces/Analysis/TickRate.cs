using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>Finds the rate and the phases of ticks in lists of times.</summary>
internal static class TickRate
{
    /// <summary>Rates that kernels are built with; a rate seen nearby is taken to be one of them.</summary>
    private static readonly int[] s_rates =
        [24, 32, 48, 64, 100, 128, 200, 250, 256, 300, 500, 512, 1_000, 1_024, 1_200, 2_000, 4_000, 5_000, 10_000];

    /// <summary>The rate that most spacings of these times agree with; null with fewer than four spacings.</summary>
    public static int? Rate(List<long> times)
    {
        LatencyHistogram gaps = new();
        for (int i = 1; i < times.Count; i++) gaps.Add(times[i] - times[i - 1]);
        return Rate(gaps);
    }

    /// <summary>The rate that most of these spacings agree with; null with fewer than four.</summary>
    public static int? Rate(LatencyHistogram gaps)
    {
        // Bins of 1/32 octave: wide enough for jitter, narrow enough to part 250 from 300 after the mean is taken.
        Dictionary<int, (long Count, long Sum)> bins = [];
        foreach ((long gap, long times) in gaps.Buckets())
        {
            if (gap < 50_000) continue;
            int bin = (int)(Math.Log2(gap) * 32);
            (long count, long sum) = bins.GetValueOrDefault(bin);
            bins[bin] = (count + times, sum + gap * times);
        }

        if (bins.Values.Sum(bin => bin.Count) < 4) return null;
        int best = bins.MaxBy(bin => (Both(bins, bin.Key), bin.Key)).Key;
        (long n, long total) = bins[best];
        if (bins.TryGetValue(best + 1, out (long Count, long Sum) above))
        {
            n += above.Count;
            total += above.Sum;
        }

        double hz = 1e9 * n / total;
        int nearest = s_rates.MinBy(rate => Math.Abs(Math.Log(rate / hz)));
        return Math.Abs(Math.Log(nearest / hz)) < 0.04 ? nearest : (int)Math.Clamp(Math.Round(hz), 1, 100_000);
    }

    /// <summary>Where in the period most of these times fall, in [0, period); null when there are none.</summary>
    public static long? Phase(List<long> times, long period)
    {
        if (times.Count == 0) return null;
        const int Bins = 64;
        int[] counts = new int[Bins];
        foreach (long time in times) counts[Bin(time, period, Bins)]++;
        int best = 0;
        for (int i = 1; i < Bins; i++)
        {
            if (counts[i] > counts[best]) best = i;
        }

        // The mean distance from the best bin's middle, over it and its neighbours, so that a cluster on an edge is not cut.
        long middle = (2L * best + 1) * period / (2 * Bins);
        Int128 sum = 0;
        int taken = 0;
        foreach (long time in times)
        {
            long distance = Wrap(Modulo(time, period) - middle, period);
            if (Math.Abs(distance) > 3 * period / (2 * Bins)) continue;
            sum += distance;
            taken++;
        }

        return Modulo(middle + (long)(sum / taken), period);
    }

    /// <summary>The value that occurs most often modulo the period; for times the kernel computed, not measured.</summary>
    public static long? ExactPhase(List<long> times, long period)
    {
        Dictionary<long, int> counts = [];
        foreach (long time in times)
        {
            long phase = Modulo(time, period);
            counts[phase] = counts.GetValueOrDefault(phase) + 1;
        }

        return counts.Count == 0 ? null : counts.MaxBy(pair => (pair.Value, -pair.Key)).Key;
    }

    /// <summary>A difference of phases in [-period/2, period/2).</summary>
    public static long Wrap(long distance, long period)
    {
        long wrapped = Modulo(distance, period);
        return wrapped >= (period + 1) / 2 ? wrapped - period : wrapped;
    }

    private static long Both(Dictionary<int, (long Count, long Sum)> bins, int bin) =>
        bins[bin].Count + (bins.TryGetValue(bin + 1, out (long Count, long Sum) above) ? above.Count : 0);

    private static int Bin(long time, long period, int bins) => (int)(Modulo(time, period) * bins / period);

    private static long Modulo(long time, long period) => ((time % period) + period) % period;
}
