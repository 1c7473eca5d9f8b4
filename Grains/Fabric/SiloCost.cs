using System.Diagnostics;

namespace Tickstorm.Grains.Fabric;

/// <summary>What a silo has spent since an epoch began.</summary>
internal sealed class SiloCost
{
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _model = ModelTime.Total;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();

    public long AllocatedBytes => GC.GetTotalAllocatedBytes() - _allocated;

    public long CpuNs => (long)(Environment.CpuUsage.TotalTime - _cpu).TotalNanoseconds;

    public long ModelNs => (long)((ModelTime.Total - _model) * (1e9 / Stopwatch.Frequency));
}

/// <summary>Processor time in the models' own code, all runs of this process together.</summary>
internal static class ModelTime
{
    [ThreadStatic]
    private static Cell? s_mine;

    private static readonly System.Collections.Concurrent.ConcurrentBag<Cell> s_all = [];

    /// <summary>In ticks of <see cref="Stopwatch"/>.</summary>
    public static long Total => s_all.Sum(cell => Volatile.Read(ref cell.Ticks));

    /// <summary>Adds what the calling thread has spent since a time stamp.</summary>
    public static void AddSince(long start)
    {
        if (s_mine is null) s_all.Add(s_mine = new Cell());
        s_mine.Ticks += Stopwatch.GetTimestamp() - start;
    }

    private sealed class Cell
    {
        public long Ticks;
    }
}
