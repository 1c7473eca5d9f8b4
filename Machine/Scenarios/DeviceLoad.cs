namespace Tickstorm.Scenarios;

/// <summary>A device that interrupts at intervals.</summary>
public sealed record DeviceLoad
{
    /// <summary>Most interrupts of a burst.</summary>
    public const int MostInBurst = 1_000;

    /// <summary>The IRQ, from 3; of <see cref="DeviceKind.Pin"/> also the IO-APIC pin, to pins-1.</summary>
    public int Irq { get; init; }

    /// <summary>Interrupts, or bursts of them, per second.</summary>
    public int PerSecond { get; init; }

    /// <summary>How its interrupts reach a CPU.</summary>
    public DeviceKind Kind { get; init; }

    /// <summary>How far apart they are.</summary>
    public DeviceSpacing Spacing { get; init; }

    /// <summary>How many follow each other in a burst, 1 to <see cref="MostInBurst"/>.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>From one interrupt of a burst to the next, ns.</summary>
    public long GapNs { get; init; } = 1_000;

    /// <summary>True for level triggering (fasteoi flow), false for edge; pins only.</summary>
    public bool Level { get; init; }

    /// <summary>The CPU it is routed to.</summary>
    public int Cpu { get; init; }

    /// <summary>How long its handler runs, ns.</summary>
    public long HandlerNs { get; init; } = 3_000;

    /// <summary>True when its handler runs with interrupts off in old kernels too (IRQF_DISABLED).</summary>
    public bool IrqsOff { get; init; }
}

/// <summary>How a device's interrupts reach a CPU.</summary>
public enum DeviceKind
{
    /// <summary>Over a pin of the IO-APIC.</summary>
    Pin,

    /// <summary>As messages that cannot be masked: PCI MSI without the mask bits.</summary>
    Msi,

    /// <summary>As messages with a mask bit and a pending bit each: PCI MSI-X.</summary>
    MsiX,

    /// <summary>As messages that an interrupt translation routes in one step, with the fasteoi flow: LPIs of an arm64 GICv3.</summary>
    Lpi,
}

/// <summary>How far a device's interrupts, or bursts, are apart.</summary>
public enum DeviceSpacing
{
    /// <summary>Exponentially, by the mean.</summary>
    Random,

    /// <summary>Always the same.</summary>
    Constant,
}
