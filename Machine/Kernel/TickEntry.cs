namespace Tickstorm.Kernel;

/// <summary>The gate that a CPU's tick comes through.</summary>
public enum TickEntry
{
    /// <summary>The local APIC timer's own vector.</summary>
    LocalTimer,

    /// <summary>IRQ0's vector.</summary>
    Irq0,

    /// <summary>The vector that vmiclock.c takes, which leads to IRQ0.</summary>
    VmiTimer,

    /// <summary>Xen's upcall, which an event channel's interrupt comes by.</summary>
    XenUpcall,

    /// <summary>Hyper-V's synthetic timer: its own vector in direct mode, before that the vector of messages.</summary>
    HypervTimer,
}
