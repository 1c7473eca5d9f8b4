namespace Tickstorm.Scenarios;

/// <summary>
/// A bulk-synchronous job: each busy CPU computes for the same time, then all wait for the last one, again and again. Interrupts take their
/// time from its steps.
/// </summary>
public sealed record JobLoad
{
    /// <summary>How long a CPU computes in each step, ns; 0 for no job.</summary>
    public long StepNs { get; init; }

    /// <summary>From the last CPU's arrival at the barrier to the next step of all, ns, at least 2.</summary>
    public long BarrierNs { get; init; } = 4_000;
}
