using Tickstorm.Kernel;
using Tickstorm.Scenarios;

namespace Tickstorm.Processes.Lines;

/// <summary>A kernel interrupt descriptor with its lock, as a plain struct.</summary>
internal struct LineState
{
    /// <summary>0 for IRQ0, n for the n-th device.</summary>
    public int Number;

    /// <summary>How its interrupts come.</summary>
    public DeviceKind Kind;
    public FlowKind Flow;
    public ChipKind Chip;
    public LineFlags Flags;

    /// <summary>The IO-APIC pin.</summary>
    public int Pin;

    /// <summary>The vector that its target has for it.</summary>
    public byte Vector;

    /// <summary>The source is level triggered: its TMR bit is set.</summary>
    public bool LevelSource;

    /// <summary>A level source holds its line.</summary>
    public bool IsAsserted;

    /// <summary>Somebody was dropped since the line is in progress; how often that has begun.</summary>
    public bool IsCollided;
    public long Collisions;

    /// <summary>The CPU in the handler; -1 for none.</summary>
    public int Owner;

    /// <summary>The line's single target; -1 when every CPU may take it (6.17's busy wait asks for it).</summary>
    public int SingleTarget;

    /// <summary>The CPU that its interrupts go to, and the one that they will go to after the next one; -1 when it stays.</summary>
    public int Target, NextTarget;

    /// <summary>The CPU that held the lock last; -1 at the start.</summary>
    public int LastHolder;

    /// <summary>From when the lock is free, ns.</summary>
    public long FreeNs;

    /// <summary>When the next waiter acquires it; <see cref="long.MaxValue"/> when nobody waits.</summary>
    public long AcquireNs;

    /// <summary>
    /// Where holders release the lock: who has it, -1 for nobody; the chip's functions that it calls, what it is told at the section's end,
    /// and how long it needs ioapic_lock within it, ns.
    /// </summary>
    public int Holder;
    public ChipOps HeldOps;
    public long Told, NestedNs;

    /// <summary>Counters for /proc/interrupts and tests: kstat, handler runs, chip calls, lock acquisitions.</summary>
    public long Kstat, Runs, Masks, Unmasks, Ends, Acquisitions, PendingSets, Resends;

    /// <summary>Moves that were made, and that failed.</summary>
    public long Moves, FailedMoves;

    /// <summary>When the last synchronize_irq returned, ns; 0 for never.</summary>
    public long SynchronizedNs;

    /// <summary>What became of its device's interrupts.</summary>
    public LineLedger Ledger;

    /// <summary>The registers that its messages are made of, and a move of them.</summary>
    public MessageState Message;

    /// <summary>When its device interrupts next, when its burst has begun, ns; how many of the burst are left.</summary>
    public long DeviceNs, BurstNs;
    public int BurstLeft;
    public uint DeviceDraws;
}
