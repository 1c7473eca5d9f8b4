namespace Tickstorm.Hardware;

/// <summary>What a local APIC did with an arriving interrupt (SDM, "Interrupt Acceptance for Fixed Interrupts").</summary>
public enum AcceptOutcome : byte
{
    /// <summary>It is pending now.</summary>
    Accepted,

    /// <summary>The same one was pending already: the two will be one.</summary>
    Coalesced,

    /// <summary>Software disabled, or an illegal vector: it is gone.</summary>
    Refused,
}

/// <summary>What came of the expiry of a local APIC timer.</summary>
public enum TimerOutcome : byte
{
    /// <summary>No expiry was due.</summary>
    None,

    /// <summary>The timer's vector is pending now.</summary>
    Accepted,

    /// <summary>The timer's vector was pending already: this expiry is lost.</summary>
    Coalesced,

    /// <summary>The timer's LVT entry is masked: this expiry is lost.</summary>
    Masked,

    /// <summary>The APIC is software disabled, or the vector is illegal: this expiry is lost.</summary>
    NotAccepted,
}

/// <summary>What an EOI ended.</summary>
/// <param name="Vector">The vector that left the ISR; -1 if none was in service.</param>
/// <param name="Broadcast">True if the IO-APICs must hear of it: level triggered and not suppressed by SVR bit 12.</param>
public readonly record struct EoiResult(int Vector, bool Broadcast);
