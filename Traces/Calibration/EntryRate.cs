using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;

namespace Tickstorm.Traces.Calibration;

/// <summary>The rate of ticks where nothing but timer interrupts was traced, which other timers have too.</summary>
internal static class EntryRate
{
    private const int Least = 20;

    // What chance makes of a capture at any rate is well below; a rate that is no better than half of the best is none.
    private const double LeastExcess = 0.01;

    // As kernels are commonly built.
    private static readonly int[] s_rates = [100, 250, 300, 1_000];

    /// <summary>
    /// The rate at which most periods have an interrupt at the same time of the period, and most interrupts are such; null where none
    /// stands out. A divisor of the rate has the one and not the other, a multiple of it the other and not the one.
    /// </summary>
    public static int? Of(IReadOnlyList<CpuObservation> cpus)
    {
        List<long>[] all = [.. cpus.Select(cpu => cpu.Entered.Possible.ToList()).Where(times => times.Count >= Least)];
        (int Hz, double Excess)[] ranked = [.. s_rates.Select(hz => (hz, Excess(all, hz))).OrderByDescending(rate => rate.Item2)];
        return ranked[0].Excess >= LeastExcess && ranked[0].Excess > 2 * ranked[1].Excess ? ranked[0].Hz : null;
    }

    // The share of periods that are hit beyond chance, times the same hits as a share of interrupts, over all CPUs.
    private static double Excess(List<long>[] all, int hz)
    {
        long period = new TickSetup { Hz = hz }.PeriodNs;
        double sum = 0;
        foreach (List<long> times in all)
        {
            long phase = TickPhase.Of(times, period)!.Value;
            HashSet<long> hit = [];
            foreach (long time in times)
            {
                long late = TickPhase.Wrap(time - phase, period);
                // From a twentieth of a period before to a tenth after.
                if (late > -period / 20 && late < period / 10) hit.Add((time - phase - late) / period);
            }

            double periods = Math.Max(1, (times[^1] - times[0]) / (double)period);
            double excess = Math.Max(0, hit.Count - periods * (1 - Math.Exp(-0.15 * times.Count / periods)));
            // Weighted by the CPU's interrupts.
            sum += excess * excess / periods;
        }

        return sum / Math.Max(1, all.Sum(times => times.Count));
    }
}
