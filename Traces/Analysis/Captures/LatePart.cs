namespace Tickstorm.Traces.Analysis.Captures;

/// <summary>What a CPU did while a tick was due, as far as its events tell.</summary>
internal enum LatePart
{
    /// <summary>A task ran with interrupts on, or the CPU was idle for longer than any idle state takes, and nothing happened: the machine
    /// did not run the CPU.</summary>
    Steal,

    /// <summary>A task ran with interrupts off.</summary>
    IrqsOff,

    /// <summary>Another interrupt was being handled.</summary>
    Interrupt,

    /// <summary>A softirq ran.</summary>
    Softirq,

    /// <summary>A spinning lock was waited for.</summary>
    Lock,

    /// <summary>The CPU came out of idle.</summary>
    IdleExit,

    /// <summary>The timer interrupt itself was on its way to the tick.</summary>
    Handler,

    /// <summary>The capture does not tell.</summary>
    Unknown,
}
