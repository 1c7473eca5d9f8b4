using Tickstorm.Client.Running;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output.Answers;

/// <summary>What a design that keeps every constraint costs.</summary>
internal static class Cost
{
    private const double HalfPerMille = 0.0005;

    /// <summary>CPU time per second and CPU that wants ticks, ns: designs may tick at rates of their own.</summary>
    public static double Of(DesignOutcome outcome) =>
        outcome.Estimate(Figure.Steady.Of)?.Mean * outcome.First.Hz ?? 0;

    /// <summary>True when a cost is the cheapest, as far as is printed.</summary>
    public static bool IsAsCheap(double cost, double cheapest) => cost <= cheapest * (1 + HalfPerMille);

    /// <summary>As in "5,500 ns of CPU per tick (+7.8 %), p99 latency 1.6us".</summary>
    public static string Text(DesignOutcome outcome, double cheapest)
    {
        double cost = Of(outcome);
        string more = cheapest == 0 || Math.Abs(cost / cheapest - 1) <= HalfPerMille
            ? "" : $" ({(cost < cheapest ? "" : "+")}{Numbers.Percent(cost / cheapest - 1)})";
        return $"{Numbers.Text(outcome.Estimate(Figure.Steady.Of)?.Mean ?? 0)} ns of CPU per tick{more}, p99 latency " +
            Readable.Time(outcome.Estimate(r => r.LatencyNs.P99)?.Mean);
    }
}
