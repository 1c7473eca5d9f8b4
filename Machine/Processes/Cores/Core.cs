using Tickstorm.Hardware;
using Tickstorm.Tracing;

namespace Tickstorm.Processes.Cores;

/// <summary>Where a CPU is in its interrupt path.</summary>
internal enum CpuStep : byte
{
    /// <summary>In its task or idle, interrupts on.</summary>
    None,

    /// <summary>IRR holds a vector that will be dispatched.</summary>
    Dispatch,

    /// <summary>From the stub to the handler.</summary>
    Entry,

    /// <summary>Waiting for a line's verdict on an arrival.</summary>
    LineWait,

    /// <summary>In a handler.</summary>
    Handler,

    /// <summary>In a handler, waiting for the xtime lock.</summary>
    XtimeWait,

    /// <summary>After a handler, waiting for the line's lock again.</summary>
    FinishWait,

    /// <summary>After a handler, waiting for ioapic_lock (the quirk of a second EOI).</summary>
    QuirkWait,

    /// <summary>In a section of its task with interrupts off.</summary>
    IrqsOff,

    /// <summary>Not on its host CPU.</summary>
    Off,

    /// <summary>In softirqs, interrupts on.</summary>
    Softirq,

    /// <summary>Waiting for tick_broadcast_lock, in a handler or on the way to or from sleep.</summary>
    BroadcastWait,

    /// <summary>Leaving a C-state in which its local timer had stopped.</summary>
    WakeUp,

    /// <summary>In a section under a lock, where its own CPU says when that ends.</summary>
    Section,

    /// <summary>The CPU is offline.</summary>
    Offline,
}

/// <summary>
/// A vCPU and its own local APIC, in one plain struct: what executing any machine's core may write. What only some machines need lies
/// behind it; see <see cref="CoreLayout"/>.
/// </summary>
internal struct Core
{
    public ulong Hash;

    /// <summary>When <see cref="Step"/> goes on; <see cref="long.MaxValue"/> while it waits for a message.</summary>
    public long StepNs;

    /// <summary>The next event of the workload.</summary>
    public long WorkNs;

    public LocalApic Apic;

    public CpuStep Step;
    public byte Vector;
    public bool RunsAgain;
    public bool DropSeen;
    public bool WantsTick;
    public bool KeepsTime;
    public bool CoalescedTooLong;
    public bool NoAction;

    /// <summary>What held up the tick in service for longest so far, and for how long (<see cref="WaitPartNs"/>).</summary>
    public LateCauseKind WaitCause;
    public byte WaitId;

    /// <summary>
    /// What holds up the tick in IRR now, since <see cref="BlockedNs"/>, and what did for longest (<see cref="LongestNs"/>).
    /// </summary>
    public LateCauseKind Blocker, Longest;
    public byte BlockerId, LongestId;

    /// <summary>The vectors that were accepted last and before that, at <see cref="AcceptNs"/> and <see cref="EarlierAcceptNs"/>.</summary>
    public byte AcceptedVector, EarlierVector;

    /// <summary>The interrupt in service has met another one at its line, and one of them lost its tick.</summary>
    public bool Collided;

    /// <summary>The interrupt in service needs no exit to end.</summary>
    public bool SkipsEoi;

    /// <summary>How many calls of other CPUs wait to be executed.</summary>
    public byte CallerCount;

    public HostPhase Host;
    public short Line;

    /// <summary>How often a detector of its own has said something.</summary>
    public byte Detections;

    public uint Sequence;
    public uint HandlerDraws;

    /// <summary>The ledger: see docs/model.md.</summary>
    public uint Raised, Handled, Late, Coalesced, Dropped, Masked;

    public uint SpuriousRuns, Dispatched, Eois, Enters, Exits, IpisSent;

    /// <summary>The running number of the last interrupt raised here, and of the one in service, for traces.</summary>
    public uint Interrupts, TickInterrupt, CurrentInterrupt;

    /// <summary>Offset of this CPU's grid, ns.</summary>
    public long PhaseNs;

    /// <summary>Grid index of the last expiry that was armed.</summary>
    public long GridIndex;

    /// <summary>Expiry time of the tick in IRR, or due by broadcast; -1 for none.</summary>
    public long WaitingTickNs;

    /// <summary>Expiry time of the tick between dispatch and handler start or drop; -1 for none.</summary>
    public long CurrentTickNs;

    public long AcceptNs, EarlierAcceptNs, DispatchNs, RequestNs, LastHandledNs, CoalesceDueNs, CpuNs;
    public long WaitNs, WaitPartNs, BlockedNs, LongestNs;

    /// <summary>How many of its interrupts were not as they should be.</summary>
    public readonly ulong Anomalies => (ulong)Late + Coalesced + Dropped + Masked + SpuriousRuns + Detections;

    /// <summary>True when an interrupt has begun and not ended.</summary>
    public readonly bool IsOpen => WaitingTickNs >= 0 || Step switch
    {
        CpuStep.None or CpuStep.Offline => false,
        CpuStep.IrqsOff => Apic.PendingVector >= 0,
        _ => true,
    };

    /// <summary>Ticks that are neither handled, coalesced, dropped nor masked, counted from the state.</summary>
    public readonly uint PendingByState => (WaitingTickNs >= 0 ? 1u : 0) + (CurrentTickNs >= 0 ? 1u : 0);
}
