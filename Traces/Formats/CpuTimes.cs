namespace Tickstorm.Traces.Formats;

/// <summary>The latest time of each CPU that was seen. Memory grows with the CPUs that are there, not with the highest number.</summary>
internal sealed class CpuTimes
{
    private const int PageBits = 8;
    private const long Unseen = -1;
    private readonly long[]?[] _pages = new long[(CaptureGuard.MostCpus >> PageBits) + 1][];

    /// <summary>CPUs that were seen.</summary>
    public int Cpus { get; private set; }

    /// <summary>
    /// Notes a time; false when it lies more than <paramref name="tolerance"/> before <paramref name="latest"/>, the latest of the CPU.
    /// </summary>
    public bool Follows(int cpu, long timeNs, long tolerance, out long latest)
    {
        long[] page = _pages[cpu >> PageBits] ??= NewPage();
        ref long known = ref page[cpu & ((1 << PageBits) - 1)];
        latest = known;
        if (known == Unseen) Cpus++;
        if (timeNs < known && known - timeNs > tolerance) return false;
        known = Math.Max(known, timeNs);
        return true;
    }

    private static long[] NewPage()
    {
        long[] page = new long[1 << PageBits];
        Array.Fill(page, Unseen);
        return page;
    }
}
