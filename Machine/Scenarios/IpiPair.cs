namespace Tickstorm.Scenarios;

/// <summary>IPIs from one CPU to another, at random times.</summary>
public sealed record IpiPair
{
    /// <summary>Who sends.</summary>
    public int From { get; init; }

    /// <summary>Who receives; not the same.</summary>
    public int To { get; init; }

    /// <summary>True for call-function IPIs, false for reschedule IPIs.</summary>
    public bool IsCall { get; init; }

    /// <summary>From one to the next, ns: the mean of an exponential distribution.</summary>
    public long EveryNs { get; init; } = 1_000_000_000;
}

/// <content>Who sends to whom.</content>
public sealed partial record Workload
{
    /// <summary>
    /// The IPIs of each pair of CPUs, in place of <see cref="ReschedulePerSecond"/> and <see cref="CallFunctionPerSecond"/>. An idle CPU
    /// sends its own too, from its interrupts; one that its host does not let run sends none.
    /// </summary>
    public IReadOnlyList<IpiPair> IpiPairs { get; init; } = [];

    /// <summary>hrtimers of single CPUs, busy or idle; on such a CPU one stands in the place of <see cref="Hrtimer"/>.</summary>
    public IReadOnlyList<CpuHrtimer> CpuHrtimers { get; init; } = [];
}
