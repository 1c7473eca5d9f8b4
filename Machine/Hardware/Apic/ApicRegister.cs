namespace Tickstorm.Hardware;

/// <summary>
/// Offsets of the local APIC's registers in its page (SDM, "Local APIC Register Address Map"). The x2APIC MSR is 0x800 + offset / 16.
/// </summary>
public static class ApicRegister
{
    /// <summary>Local APIC ID.</summary>
    public const int Id = 0x20;

    /// <summary>Version.</summary>
    public const int Version = 0x30;

    /// <summary>Task priority.</summary>
    public const int TaskPriority = 0x80;

    /// <summary>Arbitration priority.</summary>
    public const int ArbitrationPriority = 0x90;

    /// <summary>Processor priority.</summary>
    public const int ProcessorPriority = 0xa0;

    /// <summary>End of interrupt.</summary>
    public const int Eoi = 0xb0;

    /// <summary>Remote read.</summary>
    public const int RemoteRead = 0xc0;

    /// <summary>Logical destination.</summary>
    public const int LogicalDestination = 0xd0;

    /// <summary>Destination format.</summary>
    public const int DestinationFormat = 0xe0;

    /// <summary>Spurious interrupt vector.</summary>
    public const int SpuriousVector = 0xf0;

    /// <summary>In-service, 8 registers.</summary>
    public const int InService = 0x100;

    /// <summary>Trigger mode, 8 registers.</summary>
    public const int TriggerMode = 0x180;

    /// <summary>Interrupt request, 8 registers.</summary>
    public const int InterruptRequest = 0x200;

    /// <summary>Error status.</summary>
    public const int ErrorStatus = 0x280;

    /// <summary>LVT corrected machine check.</summary>
    public const int LvtCmci = 0x2f0;

    /// <summary>Interrupt command, bits 31:0; a write sends.</summary>
    public const int IcrLow = 0x300;

    /// <summary>Interrupt command, bits 63:32.</summary>
    public const int IcrHigh = 0x310;

    /// <summary>LVT timer.</summary>
    public const int LvtTimer = 0x320;

    /// <summary>LVT thermal sensor.</summary>
    public const int LvtThermal = 0x330;

    /// <summary>LVT performance counters.</summary>
    public const int LvtPerformance = 0x340;

    /// <summary>LVT LINT0.</summary>
    public const int LvtLint0 = 0x350;

    /// <summary>LVT LINT1.</summary>
    public const int LvtLint1 = 0x360;

    /// <summary>LVT error.</summary>
    public const int LvtError = 0x370;

    /// <summary>Timer initial count.</summary>
    public const int InitialCount = 0x380;

    /// <summary>Timer current count.</summary>
    public const int CurrentCount = 0x390;

    /// <summary>Timer divide configuration.</summary>
    public const int DivideConfiguration = 0x3e0;

    /// <summary>Self IPI, x2APIC mode only.</summary>
    public const int SelfIpi = 0x3f0;
}
