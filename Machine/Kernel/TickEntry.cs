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
}
