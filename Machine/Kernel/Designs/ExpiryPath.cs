namespace Tickstorm.Kernel.Designs;

/// <summary>How a guest hears that its timer has expired while it runs.</summary>
public enum ExpiryPath
{
    /// <summary>The host's timer interrupts the CPU that it runs on, or, on bare metal, its own does.</summary>
    Interrupt,

    /// <summary>The VMX preemption timer runs out.</summary>
    PreemptionTimer,

    /// <summary>The host's timer interrupts another CPU, a housekeeping one, which posts the guest's interrupt: no exit.</summary>
    Posted,
}
