namespace Tickstorm.Tracing;

/// <summary>The <see cref="TraceRecord.Argument"/> of a late tick: how long it waited in all, and for what longest.</summary>
public static class LateTick
{
    private const int IdAt = 8;
    private const int WaitedAt = 16;

    /// <summary>Bits 0-7 the cause, 8-15 its number (of a vector, a line), from 16 the waits, ns.</summary>
    public static long Pack(long waitedNs, LateCauseKind cause, byte id) => (long)cause | (long)id << IdAt | waitedNs << WaitedAt;

    /// <summary>The sum of its waits, ns.</summary>
    public static long WaitedNs(long argument) => argument >> WaitedAt;

    /// <summary>The largest of them.</summary>
    public static LateCauseKind Cause(long argument) =>
        (byte)argument <= (byte)LateCauseKind.Steal ? (LateCauseKind)(byte)argument : LateCauseKind.None;

    /// <summary>The vector or line that the cause is about; 0 where there is none.</summary>
    public static int Id(long argument) => (byte)(argument >> IdAt);
}
