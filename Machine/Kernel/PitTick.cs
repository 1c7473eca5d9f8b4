using Tickstorm.Hardware;

namespace Tickstorm.Kernel;

/// <summary>The PIT as a tick device: 1,193,182 Hz, divided by the latch that comes nearest to HZ (8254 data sheet, mode 2).</summary>
internal static class PitTick
{
    private const long Hertz = PitClock.Hz;

    private const long LongestLatch = 0x10000;

    /// <summary>The latch value for a rate; a rate below 18.2 Hz is out of the 16-bit counter's reach and gets the longest.</summary>
    public static long Latch(int hz) => Math.Min(LongestLatch, (Hertz + hz / 2) / hz);

    /// <summary>The n-th rise of OUT, n from 1, ns.</summary>
    public static long ExpiryNs(int hz, long n) => PitClock.NsAfter(n * Latch(hz));

    /// <summary>How many expiries lie before a time, ns.</summary>
    public static long CountBefore(int hz, long endNs)
    {
        long n = PitClock.Clocks(endNs) / Latch(hz) + 1;
        while (n > 0 && ExpiryNs(hz, n) >= endNs) n--;
        return n;
    }
}
