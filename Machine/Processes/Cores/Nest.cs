using System.Runtime.CompilerServices;

namespace Tickstorm.Processes.Cores;

/// <summary>What a core with interruptible handlers or softirqs has beside the plain one.</summary>
internal struct Nest
{
    /// <summary>When softirqs were raised that have not begun; how much work they and the running one have left, ns.</summary>
    public long SoftRaisedNs, SoftPendingNs;

    /// <summary>When the softirq thread begins, ns; when this round of softirqs began.</summary>
    public long SoftThreadNs, SoftSinceNs;

    /// <summary>When the softirq that runs began, ns, where softirqs are told by vector.</summary>
    public long SoftVectorNs;

    /// <summary>Softirqs that were raised and have not begun; those of the round that goes on, the lowest of which runs.</summary>
    public ushort SoftRaised, SoftRound;

    /// <summary>Interrupts of handlers, softirqs left to their thread.</summary>
    public uint Nested, SoftThreads;

    /// <summary>Interrupts are on in the handler or softirq that <see cref="CpuStep"/> is in.</summary>
    public bool TakesInterrupts;

    /// <summary>The softirq thread would run, and does when the interrupt ends.</summary>
    public bool SoftThreadIsDue;

    /// <summary>How often softirqs were run again at this interrupt's end.</summary>
    public byte SoftRestarts;

    /// <summary>Interrupted handlers and softirqs, outermost first, and how many there are.</summary>
    public byte Depth;
    public Frames Frames;
}

/// <summary>A handler or softirq that another interrupt has interrupted.</summary>
internal struct Frame
{
    /// <summary>What it has left, ns, and its dispatch as seen from when it was interrupted, ns.</summary>
    public long LeftNs, DispatchNs;
    public uint Interrupt;
    public short Line;
    public CpuStep Step;
    public byte Vector;
    public bool RunsAgain, Collided;
}

/// <summary>The frames below the current one.</summary>
[InlineArray(Capacity)]
internal struct Frames
{
    public const int Capacity = 2;
    private Frame _first;
}
