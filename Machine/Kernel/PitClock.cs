namespace Tickstorm.Kernel;

/// <summary>The PIT as a tick device: 1,193,182 Hz, divided by the latch that comes nearest to HZ (8254 data sheet, mode 2).</summary>
internal static class PitClock
{
    private const long Hertz = Hardware.PitClock.Hz;

    /// <summary>The latch value for a rate.</summary>
    public static long Latch(int hz) => (Hertz + hz / 2) / hz;

    /// <summary>The n-th expiry, n from 1, ns.</summary>
    public static long ExpiryNs(int hz, long n) => Hardware.PitClock.NsBefore(n * Latch(hz));

    /// <summary>How many expiries lie before a time, ns.</summary>
    public static long CountBefore(int hz, long endNs)
    {
        long n = Hardware.PitClock.Clocks(endNs) / Latch(hz) + 1;
        while (n > 0 && ExpiryNs(hz, n) >= endNs) n--;
        return n;
    }
}
