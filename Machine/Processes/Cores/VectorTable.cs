using System.Runtime.CompilerServices;
using Tickstorm.Hardware;

namespace Tickstorm.Processes.Cores;

/// <summary>vector_irq of a CPU, as far as its vectors are its own.</summary>
internal struct VectorTable
{
    /// <summary>Its vector's state where no interrupt is expected but one that moves (VECTOR_RETRIGGERED).</summary>
    public const sbyte Expected = -1;

    /// <summary>The line of each vector; 0 for none, or <see cref="Expected"/>.</summary>
    public VectorLines Lines;

    /// <summary>Vectors that wait to be freed.</summary>
    public Bits256 Retired;
}

/// <summary>One for each vector.</summary>
[InlineArray(Count)]
internal struct VectorLines
{
    public const int Count = 256;
    private sbyte _first;
}

/// <summary>What a CPU has seen of devices' interrupts; docs/model.md has the ledger.</summary>
internal struct DeviceCounts
{
    /// <summary>Taken into service; merged in IRR with one that was pending, edges and levels.</summary>
    public long Taken, Coalesced, CoalescedLevels;

    /// <summary>Taken whose vector led nowhere, and those of which it was expected.</summary>
    public long Unhandled, Strays;

    /// <summary>Found in IRR after a move and sent on to the new CPU.</summary>
    public long SentOn;
}
