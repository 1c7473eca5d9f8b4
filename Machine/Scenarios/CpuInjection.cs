using System.Globalization;

namespace Tickstorm.Scenarios;

/// <summary>
/// An interrupt that comes to a CPU's local APIC from outside, or a register of it or of the IO-APIC that is written from there: none of
/// the machine's parts does it.
/// </summary>
public sealed record CpuInjection
{
    /// <summary>The <see cref="Vector"/> of an NMI, which has none.</summary>
    public const int Nmi = -1;

    /// <summary>The lowest vector that a local APIC accepts.</summary>
    public const int LowestVector = 16;

    /// <summary>When it arrives, ns.</summary>
    public long TimeNs { get; init; }

    /// <summary>The CPU; 0 where a register of the IO-APIC is written.</summary>
    public int Cpu { get; init; }

    /// <summary>The vector of an edge, 16 to 255, or <see cref="Nmi"/>; 0 where a register is written.</summary>
    public int Vector { get; init; }

    /// <summary>The register that is written; none where an interrupt comes.</summary>
    public WrittenRegister Register { get; init; }

    /// <summary>The pin of the IO-APIC whose register is written; 0 for a local APIC's.</summary>
    public int Pin { get; init; }

    /// <summary>What is written into it.</summary>
    public uint Value { get; init; }

    /// <summary>True for an NMI.</summary>
    public bool IsNmi => Vector == Nmi;

    /// <summary>True for a write of a register.</summary>
    public bool IsWrite => Register != WrittenRegister.None;

    /// <summary>True for a write of a register of the IO-APIC.</summary>
    public bool IsOfIoApic => Register.IsOfIoApic();

    /// <summary>The written register's name.</summary>
    public string RegisterName => Register.Name(Pin);

    /// <summary>A vector as text, decimal or hexadecimal; false when it is none that a local APIC accepts.</summary>
    public static bool TryParseVector(string text, out int vector)
    {
        bool known = TryParseValue(text, out uint number) && number is >= LowestVector and <= byte.MaxValue;
        vector = known ? (int)number : 0;
        return known;
    }

    /// <summary>A register's value as text, decimal or hexadecimal; false when it is none.</summary>
    public static bool TryParseValue(string text, out uint value)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("0x", StringComparison.Ordinal)
            ? uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
