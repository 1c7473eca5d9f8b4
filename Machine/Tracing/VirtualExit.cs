namespace Tickstorm.Tracing;

/// <summary>The <see cref="TraceRecord.Argument"/> of VM exits: why, and how many at once.</summary>
public static class VirtualExit
{
    private const int CountAt = 8;

    /// <summary>Bits 0-7 the reason, from 8 on the count.</summary>
    public static long Pack(ExitReason reason, uint count) => (long)reason | (long)count << CountAt;

    /// <summary>The reason; none where the number is none of the list.</summary>
    public static ExitReason Reason(long argument) =>
        (byte)argument <= (byte)ExitReason.HostInterrupt ? (ExitReason)(byte)argument : ExitReason.None;

    /// <summary>How many.</summary>
    public static long Count(long argument) => argument >> CountAt;
}
