namespace Tickstorm.Scenarios;

/// <summary>A register of a local APIC, or of the IO-APIC, that may be written from outside.</summary>
public enum WrittenRegister
{
    /// <summary>None is.</summary>
    None,

    /// <summary>TPR: vectors of its class (bits 7:4) and below wait in IRR.</summary>
    TaskPriority,

    /// <summary>The timer's LVT entry: its mask bit. Expiries of a masked timer are lost.</summary>
    LvtTimer,

    /// <summary>
    /// SVR: its enable bit. Without it nothing but NMIs is accepted, and all LVT entries are masked, which stay so when it is back.
    /// </summary>
    SpuriousVector,

    /// <summary>The timer's initial count: 0 stops the timer.</summary>
    InitialCount,

    /// <summary>The low half of a pin's entry in the IO-APIC's redirection table: its mask bit.</summary>
    RedirectionLow,

    /// <summary>The high half of a pin's entry in the IO-APIC's redirection table: its destination, bits 31:24.</summary>
    RedirectionHigh,
}
