namespace Tickstorm.Tracing;

/// <summary>What a late tick waited for: the closed list of the model.</summary>
public enum LateCauseKind : byte
{
    /// <summary>Nothing known.</summary>
    None,

    /// <summary>A line's lock.</summary>
    Line,

    /// <summary>Another kernel lock.</summary>
    Lock,

    /// <summary>Another vector in service.</summary>
    Vector,

    /// <summary>Interrupts off.</summary>
    IrqsOff,

    /// <summary>The vCPU was not scheduled.</summary>
    Steal,
}

/// <summary>Causes as they are printed.</summary>
public static class LateCauseKinds
{
    /// <summary>The cause in the spelling of results and traces, as in irqs-off.</summary>
    public static string Name(this LateCauseKind cause) => cause switch
    {
        LateCauseKind.None => "none",
        LateCauseKind.Line => "line",
        LateCauseKind.Lock => "lock",
        LateCauseKind.Vector => "vector",
        LateCauseKind.IrqsOff => "irqs-off",
        LateCauseKind.Steal => "steal",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "not a cause of the closed list"),
    };
}
