namespace Tickstorm.Kernel;

/// <summary>The HPET as a periodic tick device, by its usual clock of 14,318,180 Hz (hpet_set_periodic).</summary>
internal static class HpetTick
{
    private const long Hertz = HpetClock.Hz;

    /// <summary>The n-th expiry of timer 0, n from 1, ns.</summary>
    public static long ExpiryNs(int hz, long n) => HpetClock.NsAfter(n * Period(hz));

    /// <summary>How many expiries lie before a time, ns.</summary>
    public static long CountBefore(int hz, long endNs)
    {
        long n = HpetClock.Clocks(endNs) / Period(hz) + 1;
        while (n > 0 && ExpiryNs(hz, n) >= endNs) n--;
        return n;
    }

    private static long Period(int hz) => (Hertz + hz / 2) / hz;
}

/// <summary>The HPET's main counter.</summary>
internal static class HpetClock
{
    /// <summary>The usual clock: twelve times the PIT's.</summary>
    public const long Hz = 14_318_180;

    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Whole clocks in a span of ns.</summary>
    public static long Clocks(long ns) => (long)((UInt128)(ulong)Math.Max(0, ns) * (ulong)Hz / NsPerSecond);

    /// <summary>The first ns at which that many clocks have passed.</summary>
    public static long NsAfter(long clocks) => (long)(((UInt128)(ulong)clocks * NsPerSecond + (ulong)Hz - 1) / (ulong)Hz);
}
