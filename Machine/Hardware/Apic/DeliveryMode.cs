namespace Tickstorm.Hardware;

/// <summary>
/// How an interrupt message is to be taken: bits 10:8 of ICR, LVT, redirection entries and MSI data (SDM, "Interrupt Command Register").
/// </summary>
public enum DeliveryMode : byte
{
    /// <summary>The vector, at every destination.</summary>
    Fixed = 0,

    /// <summary>The vector, at the one destination of lowest priority.</summary>
    LowestPriority = 1,

    /// <summary>System management interrupt; the vector is ignored.</summary>
    Smi = 2,

    /// <summary>Reserved encoding: nothing is sent.</summary>
    Reserved3 = 3,

    /// <summary>Non-maskable interrupt; the vector is ignored.</summary>
    Nmi = 4,

    /// <summary>INIT reset.</summary>
    Init = 5,

    /// <summary>Start-up IPI; the vector is the page to start in. Sent by an ICR only.</summary>
    StartUp = 6,

    /// <summary>The vector comes from an external 8259. Not sent by an ICR.</summary>
    ExtInt = 7,
}
