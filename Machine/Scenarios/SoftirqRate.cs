namespace Tickstorm.Scenarios;

/// <summary>How often the interrupts of some CPUs raise one softirq, and how long it runs.</summary>
public sealed record SoftirqRate
{
    /// <summary>All interrupts.</summary>
    public const int Every = 1_000_000;

    /// <summary>The CPUs, ascending; null for all.</summary>
    public IReadOnlyList<int>? Cpus { get; init; }

    /// <summary>Which softirq.</summary>
    public SoftirqVector Vector { get; init; }

    /// <summary>Of a million interrupts that the CPU takes, how many raise it.</summary>
    public int PerMillion { get; init; } = Every;

    /// <summary>How long it runs.</summary>
    public DurationTable Length { get; init; } = DurationTable.Constant(5_000);
}
