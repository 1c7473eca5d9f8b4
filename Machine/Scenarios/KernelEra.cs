namespace Tickstorm.Scenarios;

/// <summary>The kernels whose interrupt code differs in what is modelled.</summary>
public enum KernelEra
{
    /// <summary>2.6.21: PENDING is set for disabled interrupts by every flow handler.</summary>
    Linux2621,

    /// <summary>2.6.24.</summary>
    Linux2624,

    /// <summary>2.6.39 to 6.16: INPROGRESS is cleared between passes of the edge loop.</summary>
    Linux2639,

    /// <summary>6.17 and later: a single-target edge interrupt's new CPU waits for INPROGRESS to clear.</summary>
    Linux617,
}
