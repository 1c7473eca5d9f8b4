using System.Globalization;
using Tickstorm.Hardware;

namespace Tickstorm.Client.Replay;

/// <summary>The variants that <c>--device-option</c> selects.</summary>
internal sealed record DeviceOptions
{
    /// <summary>The options that exist, for messages.</summary>
    internal const string Known =
        "quirks=auto|none|qemu|NAME+NAME..., ioapic-version=0x11|0x20, ioapic-pins=1..240, ioapic-masked-edge=lost|latched, " +
        "lowest-priority=one|all";

    /// <summary>How the devices leave their data sheets; null: as each vector's header calls for.</summary>
    internal Deviation? Deviations { get; init; }

    internal byte IoApicVersion { get; init; } = 0x20;

    internal int IoApicPins { get; init; } = 24;

    internal bool LatchesMaskedEdges { get; init; }

    internal bool LowestPriorityToAll { get; init; }

    // The chips' own flags lie in the set in the order of their enumerations.
    internal ApicQuirks ApicQuirks => (ApicQuirks)Bits(0, 6);

    internal IoApicQuirks IoApicQuirks => (IoApicQuirks)Bits(9, 4);

    internal PicQuirks PicQuirks => (PicQuirks)Bits(13, 4);

    internal HpetQuirks HpetQuirks => (HpetQuirks)Bits(18, 4);

    internal bool Has(Deviation deviation) => ((Deviations ?? Deviation.None) & deviation) != 0;

    /// <summary>Reads options; <paramref name="problem"/> says what is wrong with one, if anything is.</summary>
    internal static DeviceOptions? Parse(IReadOnlyDictionary<string, string> options, out string? problem)
    {
        DeviceOptions result = new();
        foreach ((string key, string value) in options)
        {
            DeviceOptions? next = (key, value) switch
            {
                ("quirks", "auto") => result with { Deviations = null },
                ("quirks", "none") => result with { Deviations = Deviation.None },
                ("quirks", "qemu") => result with { Deviations = Deviation.Qemu },
                ("quirks", _) when Replay.Deviations.Parse(value) is Deviation set => result with { Deviations = set },
                ("ioapic-masked-edge", "lost" or "latched") => result with { LatchesMaskedEdges = value == "latched" },
                ("lowest-priority", "one" or "all") => result with { LowestPriorityToAll = value == "all" },
                ("ioapic-version", _) when Number(value) is 0x11 or 0x20 => result with { IoApicVersion = (byte)Number(value) },
                ("ioapic-pins", _) when Number(value) is >= 1 and <= 240 => result with { IoApicPins = Number(value) },
                _ => null,
            };
            if (next is null)
            {
                problem = $"device option {key}={value}: known are {Known}"
                    + (key == "quirks" ? $"; the names are {string.Join(", ", Replay.Deviations.AllNames)}" : "");
                return null;
            }

            result = next;
        }

        problem = null;
        return result;
    }

    private byte Bits(int first, int count) => (byte)((int)(Deviations ?? Deviation.None) >> first & ((1 << count) - 1));

    private static int Number(string text)
    {
        bool hex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return int.TryParse(
            hex ? text[2..] : text, hex ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1;
    }
}
