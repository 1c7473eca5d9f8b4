using System.Globalization;

namespace Tickstorm.Scenarios;

/// <summary>An interrupt that comes to a CPU's local APIC from outside: none of the machine's parts sends it.</summary>
public sealed record CpuInjection
{
    /// <summary>The <see cref="Vector"/> of an NMI, which has none.</summary>
    public const int Nmi = -1;

    /// <summary>The lowest vector that a local APIC accepts.</summary>
    public const int LowestVector = 16;

    /// <summary>When it arrives, ns.</summary>
    public long TimeNs { get; init; }

    /// <summary>The CPU.</summary>
    public int Cpu { get; init; }

    /// <summary>The vector of an edge, 16 to 255, or <see cref="Nmi"/>.</summary>
    public int Vector { get; init; }

    /// <summary>True for an NMI.</summary>
    public bool IsNmi => Vector == Nmi;

    /// <summary>A vector as text, decimal or hexadecimal; false when it is none that a local APIC accepts.</summary>
    public static bool TryParseVector(string text, out int vector)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool known = text.StartsWith("0x", StringComparison.Ordinal)
            ? int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out vector)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out vector);
        return known && vector is >= LowestVector and <= byte.MaxValue;
    }
}
