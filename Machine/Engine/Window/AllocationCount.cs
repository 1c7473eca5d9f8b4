namespace Tickstorm.Engine.Window;

/// <summary>What some threads allocate while they do something.</summary>
internal sealed class AllocationCount
{
    private long _bytes;

    /// <summary>Does it, and counts what the calling thread allocates meanwhile. Several threads may at a time.</summary>
    public void During(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        Interlocked.Add(ref _bytes, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Bytes since this was last asked.</summary>
    public long Take() => Interlocked.Exchange(ref _bytes, 0);
}
