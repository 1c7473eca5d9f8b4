using System.Globalization;

namespace Tickstorm.Scenarios;

/// <summary>The names of the registers that may be written from outside, and what may be written into each.</summary>
public static class WrittenRegisters
{
    /// <summary>Mask bit of an LVT entry, and of a redirection entry.</summary>
    public const uint MaskBit = 1 << 16;

    /// <summary>Enable bit of SVR.</summary>
    public const uint EnableBit = 1 << 8;

    /// <summary>From which bit on a redirection entry's high half has its destination.</summary>
    public const int DestinationShift = 24;

    // Stands in a name for the pin's number.
    private const string Pin = "PIN";

    // What vector and mode are is the kernel's: who changed them would have a machine that no design describes.
    private static readonly Row[] s_rows =
    [
        new(WrittenRegister.TaskPriority, "tpr", byte.MaxValue, "0 to 0xff"),
        new(WrittenRegister.LvtTimer, "lvt-timer", MaskBit, "0 or 0x10000, its mask bit"),
        new(WrittenRegister.SpuriousVector, "svr", EnableBit, "0 or 0x100, its enable bit"),
        new(WrittenRegister.InitialCount, "tmict", 0, "0, which stops the timer"),
        new(WrittenRegister.RedirectionLow, $"redirection-{Pin}-low", MaskBit, "0 or 0x10000, its mask bit"),
        new(WrittenRegister.RedirectionHigh, $"redirection-{Pin}-high", 0xffu << DestinationShift, "a CPU in bits 31:24, as in 0x03000000"),
    ];

    /// <summary>The names of a local APIC's registers.</summary>
    public static IReadOnlyList<string> OfLocalApic { get; } = [.. s_rows.Where(row => !row.Register.IsOfIoApic()).Select(row => row.Name)];

    /// <summary>The names of the IO-APIC's registers, PIN standing for a pin's number.</summary>
    public static IReadOnlyList<string> OfIoApic { get; } = [.. s_rows.Where(row => row.Register.IsOfIoApic()).Select(row => row.Name)];

    /// <summary>What the registers take, for messages and help.</summary>
    public static string Expected { get; } = string.Join("; ", s_rows.Select(row => $"{row.Name}: {row.Takes}"));

    /// <summary>True for a register of the IO-APIC, which belongs to a pin.</summary>
    public static bool IsOfIoApic(this WrittenRegister register) =>
        register is WrittenRegister.RedirectionLow or WrittenRegister.RedirectionHigh;

    /// <summary>The name in scenarios, commands and results.</summary>
    /// <param name="register">The register.</param>
    /// <param name="pin">The pin whose it is; of a local APIC's it has no meaning.</param>
    public static string Name(this WrittenRegister register, int pin) =>
        Of(register).Name.Replace(Pin, pin.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The register behind a name; false when there is none.</summary>
    public static bool TryParse(string text, out WrittenRegister register, out int pin)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split('-');
        pin = 0;
        if (words.Length == 3 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out pin)) words[1] = Pin;
        string name = string.Join('-', words);
        register = s_rows.FirstOrDefault(row => row.Name == name)?.Register ?? WrittenRegister.None;
        // A pin's number has one spelling.
        if (register != WrittenRegister.None && register.Name(pin) != text) register = WrittenRegister.None;
        return register != WrittenRegister.None;
    }

    /// <summary>True when a value may be written into a register.</summary>
    public static bool Takes(this WrittenRegister register, uint value) =>
        s_rows.Any(row => row.Register == register && (value & ~row.Bits) == 0);

    /// <summary>Why a value may not be written, after the name of what has it.</summary>
    public static string Refusal(this WrittenRegister register, uint value) =>
        $"is 0x{value:x2}; {Of(register).Name} takes {Of(register).Takes}";

    private static Row Of(WrittenRegister register) => s_rows.First(row => row.Register == register);

    private sealed record Row(WrittenRegister Register, string Name, uint Bits, string Takes);
}
