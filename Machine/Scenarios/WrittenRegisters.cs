namespace Tickstorm.Scenarios;

/// <summary>The names of the registers that may be written from outside, and what may be written into each.</summary>
public static class WrittenRegisters
{
    /// <summary>Mask bit of an LVT entry.</summary>
    public const uint MaskBit = 1 << 16;

    /// <summary>Enable bit of SVR.</summary>
    public const uint EnableBit = 1 << 8;

    // What vector and mode are is the kernel's: who changed them would have a machine that no design describes.
    private static readonly Row[] s_rows =
    [
        new(WrittenRegister.TaskPriority, "tpr", byte.MaxValue, "0 to 0xff"),
        new(WrittenRegister.LvtTimer, "lvt-timer", MaskBit, "0 or 0x10000, its mask bit"),
        new(WrittenRegister.SpuriousVector, "svr", EnableBit, "0 or 0x100, its enable bit"),
        new(WrittenRegister.InitialCount, "tmict", 0, "0, which stops the timer"),
    ];

    /// <summary>Every register and its name.</summary>
    public static IReadOnlyList<(string Name, WrittenRegister Register)> All { get; } = [.. s_rows.Select(row => (row.Name, row.Register))];

    /// <summary>What the registers take, for messages and help.</summary>
    public static string Expected { get; } = string.Join("; ", s_rows.Select(row => $"{row.Name}: {row.Takes}"));

    /// <summary>The name in scenarios, commands and results.</summary>
    public static string Name(this WrittenRegister register) => Of(register).Name;

    /// <summary>True when a value may be written into a register.</summary>
    public static bool Takes(this WrittenRegister register, uint value) =>
        s_rows.Any(row => row.Register == register && (value & ~row.Bits) == 0);

    /// <summary>Why a value may not be written, after the name of what has it.</summary>
    public static string Refusal(this WrittenRegister register, uint value) =>
        $"is 0x{value:x2}; {register.Name()} takes {Of(register).Takes}";

    private static Row Of(WrittenRegister register) => s_rows.First(row => row.Register == register);

    private sealed record Row(WrittenRegister Register, string Name, uint Bits, string Takes);
}
