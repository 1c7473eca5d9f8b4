namespace Tickstorm.Tracing;

/// <summary>The kinds of things that CPUs queue for.</summary>
public enum LockWaitKind : byte
{
    /// <summary>The lock of an interrupt line.</summary>
    Line,

    /// <summary>xtime_lock.</summary>
    Xtime,

    /// <summary>ioapic_lock.</summary>
    IoApic,

    /// <summary>call_lock.</summary>
    Call,

    /// <summary>jiffies_lock.</summary>
    Jiffies,

    /// <summary>tick_broadcast_lock.</summary>
    Broadcast,

    /// <summary>A tlbstate_lock.</summary>
    ShootDown,
}
