using Tickstorm.Kernel;

namespace Tickstorm.Processes.Lines;

/// <summary>A kernel interrupt descriptor with its lock, as a plain struct.</summary>
internal struct LineState
{
    public FlowKind Flow;
    public ChipKind Chip;
    public LineFlags Flags;

    /// <summary>The IO-APIC pin.</summary>
    public int Pin;

    /// <summary>The source is level triggered: its TMR bit is set.</summary>
    public bool LevelSource;

    /// <summary>Somebody was dropped since the line is in progress; how often that has begun.</summary>
    public bool IsCollided;
    public long Collisions;

    /// <summary>The CPU in the handler; -1 for none.</summary>
    public int Owner;

    /// <summary>The line's single target; -1 when every CPU may take it (6.17's busy wait asks for it).</summary>
    public int SingleTarget;

    /// <summary>
    /// The CPU that the pin's redirection entry names, and the one that it will name after the next interrupt; -1 when it stays.
    /// </summary>
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

    /// <summary>When the last synchronize_irq returned, ns; 0 for never.</summary>
    public long SynchronizedNs;
}
