using System.Buffers.Binary;

namespace Tickstorm.Kernel.Boot;

/// <summary>Reads the bytes of the table (ACPI specification, "Multiple APIC Description Table").</summary>
internal static class MadtParser
{
    private const int HeaderLength = 44, AddressOffset = 36, FlagsOffset = 40;

    internal static Madt? Parse(ReadOnlySpan<byte> table)
    {
        if (table.Length < HeaderLength)
        {
            return null;
        }

        uint address = BinaryPrimitives.ReadUInt32LittleEndian(table[AddressOffset..]);
        bool compatible = (table[FlagsOffset] & 1) != 0;
        List<MadtEntry> entries = new();
        for (ReadOnlySpan<byte> rest = table[HeaderLength..]; rest.Length > 0;)
        {
            if (rest.Length < 2 || rest[1] < 2 || rest[1] > rest.Length)
            {
                return null;
            }

            if (Read(rest[..rest[1]]) is MadtEntry entry)
            {
                entries.Add(entry);
            }

            rest = rest[rest[1]..];
        }

        return new Madt(address, compatible, entries);
    }

    private static MadtEntry? Read(ReadOnlySpan<byte> s) => (s[0], s.Length) switch
    {
        (0, >= 8) => new MadtLocalApic(s[2], s[3], (s[4] & 1) != 0),
        (1, >= 12) => new MadtIoApic(s[2], U32(s[4..]), U32(s[8..])),
        (2, >= 10) => new MadtSourceOverride(s[2], s[3], U32(s[4..]), U16(s[8..])),
        (4, >= 6) => new MadtLocalNmi(s[2], U16(s[3..]), s[5]),
        (9, >= 16) => new MadtX2Apic(U32(s[4..]), U32(s[12..]), (s[8] & 1) != 0),
        _ => null,
    };

    private static uint U32(ReadOnlySpan<byte> s) => BinaryPrimitives.ReadUInt32LittleEndian(s);

    private static ushort U16(ReadOnlySpan<byte> s) => BinaryPrimitives.ReadUInt16LittleEndian(s);
}
