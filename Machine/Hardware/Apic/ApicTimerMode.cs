namespace Tickstorm.Hardware;

/// <summary>The mode of a local APIC timer: bits 18:17 of its LVT entry (SDM, "APIC Timer").</summary>
public enum ApicTimerMode : byte
{
    /// <summary>Counts down once.</summary>
    OneShot = 0,

    /// <summary>Reloads from the initial count at 0.</summary>
    Periodic = 1,

    /// <summary>Fires when the TSC reaches IA32_TSC_DEADLINE.</summary>
    TscDeadline = 2,

    /// <summary>Reserved encoding: the timer stands still.</summary>
    Reserved = 3,
}
