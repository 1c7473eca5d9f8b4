namespace Tickstorm.Scenarios;

/// <summary>What is written into which register, in one word of messages and trace records.</summary>
/// <param name="Register">The register.</param>
/// <param name="Pin">The pin of the IO-APIC whose it is; 0 for a local APIC's.</param>
/// <param name="Value">The value.</param>
public readonly record struct RegisterWrite(WrittenRegister Register, int Pin, uint Value)
{
    private const int RegisterShift = 32, PinShift = 40;

    /// <summary>In one word: bits 0-31 the value, 32-39 the register, from 40 the pin.</summary>
    public long Pack() => Value | (long)Register << RegisterShift | (long)Pin << PinShift;

    /// <summary>From such a word.</summary>
    public static RegisterWrite Of(long packed) =>
        new((WrittenRegister)(packed >> RegisterShift & 0xff), (int)(packed >> PinShift), (uint)packed);
}
