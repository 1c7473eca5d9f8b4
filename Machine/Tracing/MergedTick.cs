namespace Tickstorm.Tracing;

/// <summary>The <see cref="TraceRecord.Argument"/> of a coalesced tick: the interrupt of its CPU that it merged into, and why.</summary>
public static class MergedTick
{
    private const int ReasonAt = 32;

    /// <summary>Bits 0-31 the interrupt, from 32 the reason; none for <see cref="DropReason.IrrFull"/>.</summary>
    public static long Pack(uint into, DropReason reason) => into | (reason == DropReason.IrrFull ? 0 : (long)reason << ReasonAt);

    /// <summary>The interrupt that it merged into.</summary>
    public static uint Into(long argument) => (uint)argument;

    /// <summary>Why it could not wait by itself.</summary>
    public static DropReason Reason(long argument) => DropReasons.Of(argument >> ReasonAt) ?? DropReason.IrrFull;
}
