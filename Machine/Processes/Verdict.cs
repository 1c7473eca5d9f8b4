using Tickstorm.Kernel;
using Tickstorm.Tracing;

namespace Tickstorm.Processes;

/// <summary>What a critical section of a line tells the CPU that asked for it; one word of a message.</summary>
/// <param name="Flow">What the CPU does next.</param>
/// <param name="Eois">EOIs that it writes first, 0 to 15.</param>
/// <param name="MasksTimer">It masks its LVT timer entry.</param>
/// <param name="UnmasksTimer">It unmasks its LVT timer entry.</param>
/// <param name="Reason">Why it was dropped.</param>
/// <param name="Remembered">PENDING remembers what was dropped.</param>
/// <param name="Holder">The CPU in the handler when this was decided; -1 for none.</param>
/// <param name="IsNested">ioapic_lock comes within the section, and this is told again.</param>
internal readonly record struct Verdict(
    FlowVerdict Flow, int Eois, bool MasksTimer, bool UnmasksTimer, DropReason Reason, bool Remembered, int Holder, bool IsNested = false)
{
    /// <summary>Bits 0-3 flow, 4-7 EOIs, 8 mask, 9 unmask, 12-15 reason, 16 remembered, 17 nested, 32-63 holder + 1.</summary>
    public long Pack() =>
        (long)Flow | (long)Eois << 4 | (MasksTimer ? 1L << 8 : 0) | (UnmasksTimer ? 1L << 9 : 0) |
        (long)Reason << 12 | (Remembered ? 1L << 16 : 0) | (IsNested ? 1L << 17 : 0) | (long)(Holder + 1) << 32;

    /// <summary>The verdict of a packed word.</summary>
    public static Verdict Unpack(long word) => new(
        (FlowVerdict)(word & 15), (int)(word >> 4 & 15), (word & 1 << 8) != 0, (word & 1 << 9) != 0, (DropReason)(word >> 12 & 15),
        (word & 1 << 16) != 0, (int)(word >> 32) - 1, (word & 1 << 17) != 0);
}
