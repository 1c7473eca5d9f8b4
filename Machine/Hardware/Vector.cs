namespace Tickstorm.Hardware;

/// <summary>An interrupt vector, 0 to 255. 0 to 15 are illegal to send or receive (SDM, "Valid Interrupt Vectors").</summary>
public readonly record struct Vector(byte Value)
{
    /// <summary>The priority class: bits 7:4 (SDM, "Interrupt, Task, and Processor Priority").</summary>
    public int PriorityClass => Value >> 4;

    /// <summary>False for vectors 0 to 15.</summary>
    public bool IsLegal => Value >= 16;

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x2}";
}
