using System.Globalization;

namespace Tickstorm.Results;

/// <summary>The kernel's jiffies beside real time.</summary>
/// <param name="Expected">Periods of HZ in what was simulated.</param>
/// <param name="Actual">What was counted.</param>
/// <param name="Frozen">True when nothing will advance them any more: their CPU ticks no longer and nobody takes its duty over.</param>
/// <param name="Step">How many one update adds at most, when all is well.</param>
/// <param name="Asleep">True when no CPU ticks at the end, and none has to: the next interrupt makes up for what is missing.</param>
public readonly record struct JiffiesCount(long Expected, long Actual, bool Frozen = false, int Step = 1, bool Asleep = false)
{
    private const long TolerancePercent = 2;

    /// <summary>
    /// ok, frozen, behind (all CPUs sleep), or how fast they run, as in x2 or x0.7; null when no period has passed. One update or 2 %
    /// beside real time is ok: ticks have phases.
    /// </summary>
    public string? State =>
        Expected == 0 ? null
        : Frozen ? "frozen"
        : Math.Abs(Actual - Expected) <= Math.Max(Step, Expected * TolerancePercent / 100) ? "ok"
        : Asleep && Actual < Expected ? "behind"
        : "x" + ((double)Actual / Expected).ToString("0.#", CultureInfo.InvariantCulture);
}
