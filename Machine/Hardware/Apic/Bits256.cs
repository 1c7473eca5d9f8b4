using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tickstorm.Hardware;

/// <summary>One bit for each vector 0 to 255: the shape of IRR, ISR and TMR (SDM, "IRR, ISR, and TMR Registers").</summary>
[InlineArray(4)]
public struct Bits256 : IEquatable<Bits256>
{
    private ulong _word;

    /// <summary>True if bit <paramref name="bit"/> (0 to 255) is set.</summary>
    public readonly bool Contains(int bit) => (this[bit >> 6] >> bit & 1) != 0;

    /// <summary>Sets a bit (0 to 255); true if it was set before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Set(int bit)
    {
        ref ulong word = ref this[bit >> 6];
        ulong mask = 1UL << bit;
        bool before = (word & mask) != 0;
        word |= mask;
        return before;
    }

    /// <summary>Clears a bit (0 to 255).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear(int bit) => this[bit >> 6] &= ~(1UL << bit);

    /// <summary>The highest set bit, or -1.</summary>
    public readonly int Highest()
    {
        for (int i = 3; i >= 0; i--)
        {
            if (this[i] != 0) return (i << 6) + BitOperations.Log2(this[i]);
        }

        return -1;
    }

    /// <summary>Bits 32n to 32n+31, as the register n (0 to 7) shows them.</summary>
    public readonly uint Register(int n) => (uint)(this[n >> 1] >> ((n & 1) << 5));

    /// <inheritdoc/>
    public readonly bool Equals(Bits256 other) =>
        this[0] == other[0] && this[1] == other[1] && this[2] == other[2] && this[3] == other[3];

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Bits256 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(this[0], this[1], this[2], this[3]);

    /// <summary>The same bits.</summary>
    public static bool operator ==(Bits256 left, Bits256 right) => left.Equals(right);

    /// <summary>Different bits.</summary>
    public static bool operator !=(Bits256 left, Bits256 right) => !left.Equals(right);
}
