namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>The parts of a lateness in words.</summary>
internal static class LateNames
{
    /// <summary>As in "previous interrupt".</summary>
    public static string Of(LatePart part) => part switch
    {
        LatePart.Steal => "steal",
        LatePart.IrqsOff => "interrupts off",
        LatePart.Interrupt => "previous interrupt",
        LatePart.Softirq => "softirq",
        LatePart.Lock => "lock",
        LatePart.IdleExit => "idle exit",
        LatePart.Handler => "handler",
        _ => "unexplained",
    };
}
