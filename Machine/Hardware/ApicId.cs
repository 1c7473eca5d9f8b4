namespace Tickstorm.Hardware;

/// <summary>A local APIC's physical id: 8 bits in xAPIC mode, 32 bits in x2APIC mode (SDM, "x2APIC State Transitions").</summary>
public readonly record struct ApicId(uint Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x}";
}
