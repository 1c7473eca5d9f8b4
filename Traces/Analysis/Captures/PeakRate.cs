namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>
/// The rate of ticks whose CPUs stand still more than they run: most are late, and as regularly as a host's turns are, but those that
/// follow each other in one turn are exactly a period apart.
/// </summary>
internal static class PeakRate
{
    // A distance is a period's when it is as near as this, and stands out from those as near again.
    private const double Near = 0.02, Beside = 0.10;
    private const int Least = 8;

    /// <summary>The rate; null where no distance from tick to tick stands out.</summary>
    /// <param name="times">Each CPU's ticks, ns.</param>
    /// <param name="rates">The rates that there may be; the one that most CPUs show, and then the first, is preferred.</param>
    public static int? Of(IEnumerable<List<long>> times, IReadOnlyList<int> rates)
    {
        int[] shown = new int[rates.Count];
        foreach (List<long> list in times)
        {
            double[] gaps = [.. list.Zip(list.Skip(1), (one, next) => (double)(next - one))];
            double least = Math.Max(Least, gaps.Length / 10.0);
            double[] peaks = [.. rates.Select(hz => Excess(gaps, 1e9 / hz))];
            for (int i = 0; i < peaks.Length; i++)
            {
                if (peaks[i] >= least && peaks[i] * 2 >= peaks.Max()) shown[i]++;
            }
        }

        int best = Array.IndexOf(shown, shown.Max());
        return shown[best] == 0 ? null : rates[best];
    }

    // How many are as long as a period, beyond what those just shorter and just longer make likely.
    private static double Excess(double[] gaps, double period)
    {
        int near = 0, beside = 0;
        foreach (double gap in gaps)
        {
            double apart = Math.Abs(gap / period - 1);
            if (apart <= Near) near++;
            else if (apart <= Beside) beside++;
        }

        double chance = beside * Near / (Beside - Near);
        return near < 2 * chance ? 0 : near - chance;
    }
}
