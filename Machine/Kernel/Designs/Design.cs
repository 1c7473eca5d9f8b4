using Tickstorm.Scenarios;

namespace Tickstorm.Kernel.Designs;

/// <summary>What raises a CPU's tick.</summary>
public enum TickSource
{
    /// <summary>The local APIC's timer, by its initial count.</summary>
    LocalTimer,

    /// <summary>A hypervisor's alarm that is delivered as the local timer (VMI, wired LVTT).</summary>
    Alarm,

    /// <summary>A global device whose interrupt is spread by IPIs.</summary>
    Broadcast,
}

/// <summary>What the boot does to IRQ0 before the ticks start.</summary>
public enum BootPlan
{
    /// <summary>IRQ0 is not used for ticks.</summary>
    NoLine,

    /// <summary>The line keeps what the design asks for; no take-over happens.</summary>
    AsIs,

    /// <summary>Chip and flow are installed before the IO-APIC takes IRQ0 over, which resets both.</summary>
    BeforeTakeOver,

    /// <summary>Installed before, with the vector reserved, so that the take-over passes it by.</summary>
    Reserved,

    /// <summary>Installed after the take-over.</summary>
    AfterTakeOver,
}

/// <summary>A constraint that follows from a design's description, with the reason.</summary>
/// <param name="Id">C1 to C9.</param>
/// <param name="Kept">True when it is kept.</param>
/// <param name="Why">One clause.</param>
public sealed record Claim(string Id, bool Kept, string Why);

/// <summary>One complete way to deliver local ticks. A description: nothing in the engine or the core asks for a design's name.</summary>
public sealed record Design
{
    /// <summary>The name, with its variant if it has one.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Which approach of the mail of 2007 it is; null when it is none of them.</summary>
    public string? Approach { get; init; }

    /// <summary>The chip of the line; none when the tick has an entry of its own.</summary>
    public ChipKind Chip { get; init; }

    /// <summary>The flow handler that the design asks for.</summary>
    public FlowKind Flow { get; init; }

    /// <summary>Where the tick enters the kernel; the version says which vector that is.</summary>
    public TickEntry Entry { get; init; }

    /// <summary>What raises the tick.</summary>
    public TickSource Source { get; init; }

    /// <summary>The device whose interrupt is spread by IPIs; none in other designs.</summary>
    public BroadcastDevice Device { get; init; }

    /// <summary>What boot does to IRQ0.</summary>
    public BootPlan Boot { get; init; } = BootPlan.NoLine;

    /// <summary>True when every tick's handler takes the xtime lock (vmitime.c).</summary>
    public bool TakesXtimeLock { get; init; }

    /// <summary>True when the rate is the VMI alarm's, not HZ.</summary>
    public bool RunsAtAlarmRate { get; init; }

    /// <summary>True when its alarm counts the time that its vCPU has had (VMI_CYCLES_AVAILABLE), not real time.</summary>
    public bool CountsAvailableTime { get; init; }

    /// <summary>VM exits of one expiry's delivery.</summary>
    public int ExitsToDeliver { get; init; }

    /// <summary>VM exits of arming.</summary>
    public int ExitsToArm { get; init; }

    /// <summary>VM exits of one EOI.</summary>
    public int ExitsToEoi { get; init; }

    /// <summary>VM exits of sending one IPI: the writes of ICR.</summary>
    public int ExitsToSend { get; init; }

    /// <summary>VM exits of a CPU that has nothing to do.</summary>
    public int ExitsToHalt { get; init; }

    /// <summary>What is armed.</summary>
    public TimerDevice Timer { get; init; }

    /// <summary>How a running guest hears of an expiry.</summary>
    public ExpiryPath Expiry { get; init; }

    /// <summary>True when an EOI exits only while another interrupt waits (a bit in the guest's memory stands for it otherwise).</summary>
    public bool SkipsEoi { get; init; }

    /// <summary>True when the CPU delivers and ends the guest's interrupts itself: only EOIs of level lines exit.</summary>
    public bool HasVirtualApic { get; init; }

    /// <summary>True when no instruction is decoded: all exits but the host's timer's have costs.vm.lightExit.</summary>
    public bool HasLightExits { get; init; }

    /// <summary>True when its interrupt has a number, and with it a descriptor, of its own on each CPU.</summary>
    public bool HasOwnIrq { get; init; }

    /// <summary>Paravirtual calls of arming.</summary>
    public int CallsToArm { get; init; }

    /// <summary>Paravirtual calls of one EOI.</summary>
    public int CallsToEoi { get; init; }

    /// <summary>True when no source of it is known: it is built from what was said of it.</summary>
    public bool IsReconstruction { get; init; }

    /// <summary>The kernels whose source has it; null when nothing keeps it out of any.</summary>
    public VersionRange? Versions { get; init; }

    /// <summary>True when it is asked of every kernel, also where the source has it not: the mail's own approaches.</summary>
    public bool IsAskedOfEveryKernel { get; init; }

    /// <summary>True when its handler counts for the old NMI watchdog (apic_timer_irqs or irq0_irqs).</summary>
    public bool IsSeenByNmiWatchdog { get; init; } = true;

    /// <summary>False when it can only run periodic.</summary>
    public bool OneShot { get; init; } = true;

    /// <summary>True when a hypervisor is part of it: something exits or calls.</summary>
    public bool IsVirtual =>
        ExitsToDeliver + ExitsToArm + ExitsToEoi + ExitsToSend + ExitsToHalt + CallsToArm + CallsToEoi > 0;

    /// <summary>
    /// True when handlers arm each next expiry under a mode of the tick: a device without a periodic mode is armed again each time there
    /// too (tick_handle_periodic).
    /// </summary>
    public bool IsArmedEachTime(TickMode mode) => OneShot && (mode == TickMode.OneShot || Timer != TimerDevice.Count);

    /// <summary>Why it cannot run one-shot.</summary>
    public string? PeriodicOnlyBecause { get; init; }

    /// <summary>C1-C4, C8, C9 with reasons.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];
}
