namespace Tickstorm.Scenarios;

/// <summary>
/// Times at which a host takes some vCPUs off their CPUs, whatever these do: what a guest sees of a host that it does not know.
/// </summary>
public sealed record StealLoad
{
    /// <summary>The CPUs, ascending; null for all.</summary>
    public IReadOnlyList<int>? Cpus { get; init; }

    /// <summary>How long a vCPU runs from the end of one to the next, ns: the mean of an exponential distribution.</summary>
    public long EveryNs { get; init; } = 1_000_000_000;

    /// <summary>The distribution of these times; null unless given. It wins over <see cref="EveryNs"/>.</summary>
    public DurationTable? Runs { get; init; }

    /// <summary>
    /// True when each begins just before a tick of its CPU is due, or, where a device's ticks are handed on, as one has come: a guest's
    /// timers wake threads of its host, which take the CPU then.
    /// </summary>
    public bool AtTicks { get; init; }

    /// <summary>How long one lasts.</summary>
    public DurationTable Length { get; init; } = DurationTable.Constant(3_000_000);
}
