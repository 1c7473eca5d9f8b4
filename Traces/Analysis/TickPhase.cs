namespace Tickstorm.Traces.Analysis;

/// <summary>Finds the phases of ticks in lists of times.</summary>
internal static class TickPhase
{
    /// <summary>Where in the period most of these times fall, in [0, period); null when there are none.</summary>
    public static long? Of(List<long> times, long period)
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
    public static long? Exactly(List<long> times, long period)
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

    private static int Bin(long time, long period, int bins) => (int)(Modulo(time, period) * bins / period);

    private static long Modulo(long time, long period) => ((time % period) + period) % period;
}
