using Tickstorm.Scenarios;
using Tickstorm.Traces.Analysis;

namespace Tickstorm.Traces.Calibration;

/// <summary>Finds who sends IPIs to whom, and how often.</summary>
internal static class IpiFinder
{
    private const long ShortestNs = 1_000, LongestNs = 1_000_000_000_000;

    /// <summary>The pairs. Whose sender was not traced are taken as sent by the next busy CPU.</summary>
    /// <param name="flows">The IPIs of the capture.</param>
    /// <param name="cpus">CPUs of the machine.</param>
    /// <param name="busy">Those of them that are busy, ascending.</param>
    /// <param name="steal">What is stolen of the CPUs: one that does not run sends nothing.</param>
    /// <param name="windowNs">How long the capture is.</param>
    public static IReadOnlyList<IpiPair> Of(
        IEnumerable<IpiFlow> flows, int cpus, IReadOnlyList<int> busy, IReadOnlyList<StealLoad> steal, long windowNs)
    {
        Dictionary<(int From, int To, bool IsCall), long> counts = [];
        foreach (IpiFlow flow in flows)
        {
            if (IpiKinds.Of(flow.Name) is not { } isCall || flow.Count == 0 || flow.To >= cpus || cpus == 1) continue;
            int from = flow.From is { } known && known < cpus ? known : Next(flow.To, cpus, busy);
            // What a CPU sends to itself is its own affair.
            if (from != flow.To) counts[(from, flow.To, isCall)] = counts.GetValueOrDefault((from, flow.To, isCall)) + flow.Count;
        }

        return
        [
            .. counts.OrderBy(pair => pair.Key).Select(pair => new IpiPair
            {
                From = pair.Key.From, To = pair.Key.To, IsCall = pair.Key.IsCall,
                EveryNs = Math.Clamp((long)(windowNs * RunsOf(pair.Key.From, steal) / pair.Value), ShortestNs, LongestNs),
            }),
        ];
    }

    private static int Next(int cpu, int cpus, IReadOnlyList<int> busy)
    {
        int[] others = [.. busy.Where(one => one != cpu)];
        return others.Length == 0 ? (cpu + 1) % cpus : others.FirstOrDefault(one => one > cpu, others[0]);
    }

    // The share of time that a CPU runs.
    private static double RunsOf(int cpu, IReadOnlyList<StealLoad> steal)
    {
        if (steal.FirstOrDefault(load => load.Cpus is null || load.Cpus.Contains(cpu)) is not { } stolen) return 1;
        double runs = stolen.Runs is { } table ? table.MeanNs : stolen.EveryNs;
        return runs / (runs + stolen.Length.MeanNs);
    }
}
