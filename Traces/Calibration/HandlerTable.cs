using Tickstorm.Results;
using Tickstorm.Scenarios;

namespace Tickstorm.Traces.Calibration;

/// <summary>Makes the table of handler times that a scenario holds out of a histogram.</summary>
internal static class HandlerTable
{
    private const int MostEntries = 128;

    /// <summary>
    /// One entry per bucket; neighbours are merged until the table is small. Longer ones than <paramref name="mostNs"/> are left out, if
    /// there are shorter ones: within them the CPU stood still.
    /// </summary>
    public static DurationTable From(LatencyHistogram histogram, long mostNs)
    {
        List<(long Ns, long Weight)> entries = [];
        foreach ((long upTo, long count) in histogram.Buckets())
        {
            if (entries.Count == 0 || upTo <= mostNs) entries.Add((Math.Max(1, Math.Min(upTo, histogram.Max)), count));
        }

        while (entries.Count > MostEntries)
        {
            List<(long, long)> merged = [];
            for (int i = 0; i < entries.Count; i += 2)
            {
                (long ns, long weight) = entries[i];
                if (i + 1 < entries.Count)
                {
                    (long nextNs, long nextWeight) = entries[i + 1];
                    ns = (long)(((Int128)ns * weight + (Int128)nextNs * nextWeight) / (weight + nextWeight));
                    weight += nextWeight;
                }

                merged.Add((ns, weight));
            }

            entries = merged;
        }

        long largest = entries.Max(entry => entry.Weight);
        long divide = largest / int.MaxValue + 1;
        return new DurationTable([.. entries.Select(entry => (entry.Ns, (int)Math.Max(1, entry.Weight / divide)))]);
    }
}
