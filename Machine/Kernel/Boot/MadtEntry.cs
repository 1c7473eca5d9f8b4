namespace Tickstorm.Kernel.Boot;

/// <summary>A structure of the table.</summary>
/// <param name="Type">Its type number.</param>
public abstract record MadtEntry(byte Type);

/// <summary>Type 0: a processor's local APIC.</summary>
/// <param name="ProcessorId">ACPI's number of the processor.</param>
/// <param name="ApicId">The 8-bit id.</param>
/// <param name="Enabled">Flag bit 0.</param>
public sealed record MadtLocalApic(byte ProcessorId, byte ApicId, bool Enabled) : MadtEntry(0);

/// <summary>Type 1: an IO-APIC.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Address">The physical address of its page.</param>
/// <param name="GsiBase">The global system interrupt of its pin 0.</param>
public sealed record MadtIoApic(byte Id, uint Address, uint GsiBase) : MadtEntry(1);

/// <summary>Type 2: an ISA interrupt that is not at the pin of its own number.</summary>
/// <param name="Bus">0, ISA.</param>
/// <param name="Source">The ISA interrupt, 0 to 15.</param>
/// <param name="Gsi">The global system interrupt that it arrives at.</param>
/// <param name="Flags">Polarity in bits 1:0 (1 high, 3 low), trigger in 3:2 (1 edge, 3 level); 0 as the bus has it.</param>
public sealed record MadtSourceOverride(byte Bus, byte Source, uint Gsi, ushort Flags) : MadtEntry(2)
{
    /// <summary>Active low.</summary>
    public bool IsActiveLow => (Flags & 3) == 3;

    /// <summary>Level triggered.</summary>
    public bool IsLevel => (Flags >> 2 & 3) == 3;
}

/// <summary>Type 4: where NMI arrives.</summary>
/// <param name="ProcessorId">ACPI's number of the processor; 0xff is all.</param>
/// <param name="Flags">Polarity and trigger as in <see cref="MadtSourceOverride"/>.</param>
/// <param name="Lint">The pin, 0 or 1.</param>
public sealed record MadtLocalNmi(byte ProcessorId, ushort Flags, byte Lint) : MadtEntry(4);

/// <summary>Type 9: a processor's local x2APIC.</summary>
/// <param name="ApicId">The 32-bit id.</param>
/// <param name="ProcessorUid">ACPI's number of the processor.</param>
/// <param name="Enabled">Flag bit 0.</param>
public sealed record MadtX2Apic(uint ApicId, uint ProcessorUid, bool Enabled) : MadtEntry(9);
