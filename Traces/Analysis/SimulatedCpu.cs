using Tickstorm.Results;

namespace Tickstorm.Traces.Analysis;

/// <summary>What the analysis keeps of one simulated CPU.</summary>
internal sealed class SimulatedCpu(int cpu)
{
    private long _lastTickNs = -1;
    private long _lastTimerNs = -1;

    public CpuFigures Figures { get; } = new(cpu);

    public LatencyHistogram Gaps { get; } = new();

    /// <summary>The time from one timer interrupt to the next, for whatever timer they came.</summary>
    public LatencyHistogram TimerGaps { get; } = new();

    /// <summary>Ticks handled.</summary>
    public long Ticks { get; private set; }

    /// <summary>The first expiry since the last handled tick; -1 for none.</summary>
    public long MissingSinceNs { get; private set; } = -1;

    public bool Stalled { get; set; }

    /// <summary>A timer interrupt's handler began.</summary>
    public void Timer(long timeNs)
    {
        if (_lastTimerNs >= 0) TimerGaps.Add(timeNs - _lastTimerNs);
        _lastTimerNs = timeNs;
    }

    /// <summary>A tick expired.</summary>
    public void Raised(long timeNs)
    {
        if (MissingSinceNs < 0) MissingSinceNs = timeNs;
    }

    /// <summary>Its handler began.</summary>
    public void Handled(long timeNs, long latencyNs)
    {
        Ticks++;
        MissingSinceNs = -1;
        if (_lastTickNs >= 0) Gaps.Add(timeNs - _lastTickNs);
        _lastTickNs = timeNs;
        (Figures.Latency ??= new LatencyHistogram()).Add(latencyNs);
    }

    /// <summary>Since when its ticks are missing; null while it ticks.</summary>
    public long? SilentSince(long endNs, long periodNs, bool sampled)
    {
        if (Stalled) return MissingSinceNs >= 0 ? MissingSinceNs : Math.Max(_lastTickNs, 0);
        // A starved CPU is raised again and again and not handled. A sample may just lack what was handled.
        bool starved = !sampled && MissingSinceNs >= 0 && endNs - MissingSinceNs >= DesignResult.StarvedPeriods * periodNs;
        return starved ? MissingSinceNs : null;
    }
}
