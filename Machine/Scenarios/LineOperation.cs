namespace Tickstorm.Scenarios;

/// <summary>What the kernel does to an interrupt line besides taking its interrupts.</summary>
public enum LineAction
{
    /// <summary>disable_irq: sets DISABLED; the chip is masked by the next arrival (lazy disable).</summary>
    Disable,

    /// <summary>enable_irq: unmasks, and sends a remembered edge again.</summary>
    Enable,

    /// <summary>The line moves to a single target (irq_set_affinity).</summary>
    SetTarget,

    /// <summary>free_irq, or free_percpu_irq of one CPU's action.</summary>
    RemoveAction,

    /// <summary>synchronize_irq: returns when INPROGRESS is clear.</summary>
    Synchronize,
}

/// <summary>One operation on a line, at a time. It takes the line's lock like everybody else.</summary>
public sealed record LineOperation
{
    /// <summary>When the lock is asked for, ns.</summary>
    public long TimeNs { get; init; }

    /// <summary>What is done.</summary>
    public LineAction Action { get; init; }

    /// <summary>0 for IRQ0, n for the n-th device's line.</summary>
    public int Line { get; init; }

    /// <summary>The CPU that calls it and to which an edge is sent again; the new target; the CPU whose action goes.</summary>
    public int Cpu { get; init; }
}
