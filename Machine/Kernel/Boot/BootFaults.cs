namespace Tickstorm.Kernel.Boot;

/// <summary>How the board is wired, what the table says of it, and what goes wrong. The defaults are a sound PC.</summary>
public sealed record BootFaults
{
    /// <summary>The table; a PC's usual one if not given.</summary>
    public Madt Table { get; init; } = Madt.Usual(1);

    /// <summary>acpi_skip_timer_override.</summary>
    public bool SkipTimerOverride { get; init; }

    /// <summary>no_timer_check: step 1 is taken for good without a look.</summary>
    public bool NoTimerCheck { get; init; }

    /// <summary>IRQ 0's vector was reserved before setup_IO_APIC(), so that its pin's entry was never programmed.</summary>
    public bool PinIsReserved { get; init; }

    /// <summary>The IO-APIC pin that the timer's line really reaches; -1 for none.</summary>
    public int TimerPin { get; init; } = 2;

    /// <summary>The timer's line reaches input 0 of the 8259.</summary>
    public bool TimerReachesPic { get; init; } = true;

    /// <summary>The IO-APIC pin that INT of the 8259 really reaches; -1 for none.</summary>
    public int PicPin { get; init; }

    /// <summary>The pin that the firmware left in ExtINT mode, so that the kernel takes it for the 8259's; -1 for none.</summary>
    public int ExtIntPin { get; init; }

    /// <summary>INT of the 8259 reaches LINT0.</summary>
    public bool PicReachesLint0 { get; init; } = true;

    /// <summary>LINT0 delivers in ExtINT mode only: fixed mode is dead.</summary>
    public bool Lint0FixedIsDead { get; init; }

    /// <summary>The 8254 does not count.</summary>
    public bool TimerIsDead { get; init; }

    /// <summary>The kernel's delay loop takes no real time, as under a hypervisor that stands in for it.</summary>
    public bool DelayTakesNoTime { get; init; }

    /// <summary>Ticks a second, 100 to 1000.</summary>
    public int Hz { get; init; } = 250;
}
