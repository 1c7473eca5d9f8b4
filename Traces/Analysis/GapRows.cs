using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>From tick to tick, by CPU where there are few.</summary>
internal static class GapRows
{
    private const int MostRows = 16;

    /// <summary>The rows; CPUs without a gap have none.</summary>
    public static List<(string Name, LatencyHistogram Gaps)> Of(IEnumerable<(int Cpu, LatencyHistogram Gaps)> cpus)
    {
        (int Cpu, LatencyHistogram Gaps)[] ticking = [.. cpus.Where(cpu => cpu.Gaps.Count > 0)];
        if (ticking.Length <= MostRows) return [.. ticking.Select(cpu => ($"CPU {cpu.Cpu}", cpu.Gaps))];
        LatencyHistogram all = new();
        foreach ((int _, LatencyHistogram gaps) in ticking) all.Add(gaps);
        return [("all CPUs", all)];
    }
}
