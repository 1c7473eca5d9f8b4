using Tickstorm.Traces.Analysis;

namespace Tickstorm.Traces.Calibration;

/// <summary>IPIs of a capture from one CPU to another beside those of a run.</summary>
/// <param name="From">Who sent them; null where the capture does not say: then all senders of the run are counted.</param>
/// <param name="To">Who received them.</param>
/// <param name="IsCall">True for call-function IPIs, false for reschedule IPIs.</param>
/// <param name="Measured">Those of the capture.</param>
/// <param name="Simulated">Those of the run.</param>
public sealed record IpiFit(int? From, int To, bool IsCall, long Measured, long Simulated)
{
    /// <summary>Each pair that has IPIs in one or the other.</summary>
    public static IReadOnlyList<IpiFit> Of(IReadOnlyList<IpiFlow> measured, IReadOnlyList<IpiFlow> simulated)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(simulated);
        HashSet<(int To, bool IsCall)> unknown =
        [
            .. measured.Where(flow => flow.From is null && IpiKinds.Of(flow.Name) is not null)
                .Select(flow => (flow.To, IpiKinds.Of(flow.Name)!.Value)),
        ];
        Dictionary<(int From, int To, bool IsCall), long> real = Count(measured, unknown), run = Count(simulated, unknown);
        return
        [
            .. real.Keys.Union(run.Keys).Order().Select(pair => new IpiFit(
                pair.From < 0 ? null : pair.From, pair.To, pair.IsCall, real.GetValueOrDefault(pair), run.GetValueOrDefault(pair))),
        ];
    }

    private static Dictionary<(int From, int To, bool IsCall), long> Count(
        IReadOnlyList<IpiFlow> flows, HashSet<(int To, bool IsCall)> unknown)
    {
        Dictionary<(int From, int To, bool IsCall), long> counts = [];
        foreach (IpiFlow flow in flows)
        {
            if (IpiKinds.Of(flow.Name) is not { } isCall || flow.From == flow.To) continue;
            (int, int, bool) pair = (unknown.Contains((flow.To, isCall)) ? -1 : flow.From ?? -1, flow.To, isCall);
            counts[pair] = counts.GetValueOrDefault(pair) + flow.Count;
        }

        return counts;
    }
}
