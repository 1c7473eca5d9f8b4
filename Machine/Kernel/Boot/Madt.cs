namespace Tickstorm.Kernel.Boot;

/// <summary>
/// The multiple APIC description table: what the firmware says of the interrupt hardware (ACPI specification, "Multiple APIC Description
/// Table").
/// </summary>
/// <param name="LocalApicAddress">The physical address of the local APIC page.</param>
/// <param name="PcatCompatible">Flag bit 0: there is a pair of 8259, to be masked.</param>
/// <param name="Entries">The structures, in the order of the table.</param>
public sealed record Madt(uint LocalApicAddress, bool PcatCompatible, IReadOnlyList<MadtEntry> Entries)
{
    /// <summary>A PC's usual table: processors 0 up, one IO-APIC at GSI 0, IRQ 0 at GSI 2, NMI at LINT1.</summary>
    /// <param name="processors">How many, 1 to 255.</param>
    public static Madt Usual(int processors) => new(
        0xfee0_0000,
        PcatCompatible: true,
        [
            .. Enumerable.Range(0, processors).Select(i => new MadtLocalApic((byte)i, (byte)i, Enabled: true)),
            new MadtIoApic((byte)processors, 0xfec0_0000, GsiBase: 0),
            new MadtSourceOverride(Bus: 0, Source: 0, Gsi: 2, Flags: 0),
            new MadtLocalNmi(0xff, Flags: 0, Lint: 1),
        ]);

    /// <summary>Reads a table, header included; structures of other types are passed over.</summary>
    /// <returns>The table; null if it is cut short or a structure has an impossible length.</returns>
    public static Madt? Parse(ReadOnlySpan<byte> table) => MadtParser.Parse(table);
}
