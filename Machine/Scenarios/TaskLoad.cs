namespace Tickstorm.Scenarios;

/// <summary>A task that sleeps and runs by turns, one on each of some CPUs.</summary>
public sealed record TaskLoad
{
    /// <summary>The CPUs, ascending; null for all.</summary>
    public IReadOnlyList<int>? Cpus { get; init; }

    /// <summary>How long it sleeps, ns: the mean, or always.</summary>
    public long SleepNs { get; init; } = 10_000_000;

    /// <summary>The distribution of its sleeps; null unless given. It wins over <see cref="SleepNs"/>.</summary>
    public DurationTable? Sleeps { get; init; }

    /// <summary>How long it sleeps first, ns: its phase; 0 for a sleep as all others.</summary>
    public long FirstNs { get; init; }

    /// <summary>How long it runs then, interrupts included, ns: the mean, or always.</summary>
    public long RunNs { get; init; } = 100_000;

    /// <summary>True when both are always the same; false when they are drawn from an exponential distribution.</summary>
    public bool IsConstant { get; init; }

    /// <summary>What ends its sleep.</summary>
    public TaskTimer Timer { get; init; }
}

/// <summary>What ends a task's sleep.</summary>
public enum TaskTimer
{
    /// <summary>An hrtimer of its own (clock_nanosleep): its CPU's timer is programmed for it.</summary>
    Hrtimer,

    /// <summary>A timer of the wheel (schedule_timeout): the first tick at or after a whole number of jiffies runs it.</summary>
    Wheel,

    /// <summary>Nothing of its own CPU: a reschedule IPI wakes it.</summary>
    None,
}
