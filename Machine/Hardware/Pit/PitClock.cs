namespace Tickstorm.Hardware;

/// <summary>The 8254's clock: 1,193,182 Hz, a third of the colour burst's.</summary>
internal static class PitClock
{
    internal const long Hz = 1_193_182;
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Whole clocks in a span of ns.</summary>
    internal static long Clocks(long ns) => (long)((UInt128)(ulong)Math.Max(0, ns) * (ulong)Hz / NsPerSecond);

    /// <summary>The first ns at which that many clocks have passed.</summary>
    internal static long NsAfter(long clocks) => Saturate((((UInt128)(ulong)clocks * NsPerSecond) + (ulong)Hz - 1) / (ulong)Hz);

    /// <summary>The last whole ns before that.</summary>
    internal static long NsBefore(long clocks) => Saturate((UInt128)(ulong)clocks * NsPerSecond / (ulong)Hz);

    private static long Saturate(UInt128 ns) => ns >= long.MaxValue ? long.MaxValue : (long)ns;

    /// <summary>A sum that stops at the end of time.</summary>
    internal static long Later(long ns, long span) => span >= long.MaxValue - Math.Max(0, ns) ? long.MaxValue : ns + span;
}
