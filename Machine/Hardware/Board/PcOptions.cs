namespace Tickstorm.Hardware;

/// <summary>What the parts of a PC are, and how its lines lead. The defaults are a sound PC by the data sheets.</summary>
public sealed record PcOptions
{
    /// <summary>How the 8259 pair leaves its data sheet.</summary>
    public PicQuirks Pic { get; init; }

    /// <summary>The IO-APIC.</summary>
    public IoApicOptions IoApic { get; init; } = new();

    /// <summary>The HPET.</summary>
    public HpetOptions Hpet { get; init; } = new();

    /// <summary>The 8254 counts as QEMU's does.</summary>
    public bool CountsLikeQemu { get; init; }

    /// <summary>
    /// Interrupt messages as memory writes, as QEMU takes them: 8 bytes are two writes of 4, the first page of the window is registers, a
    /// de-assert is delivered.
    /// </summary>
    public bool TakesMessagesLikeQemu { get; init; }

    /// <summary>The IO-APIC pin that the timer's line, IRQ 0, reaches; -1 for none.</summary>
    public int TimerPin { get; init; } = 2;

    /// <summary>IRQ 0 reaches input 0 of the 8259.</summary>
    public bool TimerReachesPic { get; init; } = true;

    /// <summary>The 8254 does not count.</summary>
    public bool TimerIsDead { get; init; }

    /// <summary>The IO-APIC pin that INT of the 8259 reaches; -1 for none.</summary>
    public int PicPin { get; init; } = -1;

    /// <summary>INT of the 8259 reaches LINT0 of the boot processor.</summary>
    public bool PicReachesLint0 { get; init; } = true;

    /// <summary>LINT0 delivers in ExtINT mode only: fixed mode is dead.</summary>
    public bool Lint0FixedIsDead { get; init; }
}
