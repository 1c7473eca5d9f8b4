namespace Tickstorm.Scenarios;

/// <summary>Where a vCPU leaves its host CPU.</summary>
public enum Preemption
{
    /// <summary>Where its slice ends, in a handler or a lock's section too.</summary>
    Anywhere,

    /// <summary>Between interrupts: a slice lasts up to the end of the handler.</summary>
    Boundaries,
}
