using System.Runtime.CompilerServices;

namespace Tickstorm.Processes.Cores;

/// <summary>What a vCPU that shares its host CPU has beside the plain one.</summary>
internal struct Hosting
{
    /// <summary>When it left its host CPU, and since when it has been ready, ns.</summary>
    public long LeftAtNs, ReadyNs;

    /// <summary>What the step that it left has left, ns; <see cref="long.MaxValue"/> when that waits for a message.</summary>
    public long LeftNs;

    /// <summary>The lock that came while it was away: the message's words, when it came, and from whom; -1 for none.</summary>
    public long LateA, LateB, LateNs;
    public int LateSource;

    /// <summary>The section that it is in: what it is told at its end, and when the lock was acquired, ns.</summary>
    public long Told, AcquiredNs;

    /// <summary>The lock's process.</summary>
    public int Lock;

    /// <summary>The step that it left; none when it left between interrupts.</summary>
    public CpuStep Left;

    /// <summary>The wait that the section has ended.</summary>
    public CpuStep Waited;

    /// <summary>The lock is being released.</summary>
    public bool Unlocks;

    /// <summary>What came while it was away is no lock, but a line's verdict.</summary>
    public bool IsLateVerdict;

    /// <summary>It waits for ioapic_lock within the line's section.</summary>
    public bool IsNested;

    /// <summary>What was stolen, and what of it the guest has seen, ns; what was stolen within the interrupt in service.</summary>
    public long StolenNs, SeenNs, StolenWithinNs;

    /// <summary>What was stolen while the interrupt in service was arming the timer, ns.</summary>
    public long StolenArmingNs;

    /// <summary>How long it has spun for the lock that it waits for, ns.</summary>
    public long SpunNs;

    /// <summary>What an alarm that counts available time has left, ns; <see cref="long.MaxValue"/> while it counts.</summary>
    public long AlarmLeftNs;

    /// <summary>How long it has had locks, beside what it was away for, ns.</summary>
    public long HeldNs;

    /// <summary>What the run of its task has left while it is away, ns; 0 when none has been begun.</summary>
    public long RunLeftNs;

    /// <summary>What exits have taken that nobody has waited for yet, and what somebody has, ns.</summary>
    public long OwedNs, PaidNs;

    /// <summary>How often it left within an interrupt or with interrupts off; of these, holding a lock, and waiting for one.</summary>
    public uint Preempted, Holding, Waiting;

    /// <summary>How often it halted because it spun too long, and pause-loop exits.</summary>
    public uint SpinHalts, PauseExits;
}

/// <summary>Expiries of a periodic timer that wait for the one before, first come first served.</summary>
internal struct Missed
{
    /// <summary>How many, and where the first is.</summary>
    public int Count, First;
    public Expiries Expiries;
}

/// <summary>One of them: when it was due, and its number among the CPU's interrupts.</summary>
internal struct Expiry
{
    public long DueNs, Number;
}

/// <summary>A ring of them.</summary>
[InlineArray(Capacity)]
internal struct Expiries
{
    public const int Capacity = 64;
    private Expiry _first;
}
