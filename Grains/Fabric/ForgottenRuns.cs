namespace Tickstorm.Grains.Fabric;

/// <summary>
/// The memory of runs that this silo has forgotten. A large one's is in a few arrays, which the collector by itself leaves for as long as
/// several such runs take: it is told when they have come to so much that looking is worth it.
/// </summary>
internal sealed class ForgottenRuns
{
    // Some 20 MB, with their last checkpoints.
    private const long WorthLooking = 16_384;

    // Who has forgotten a run, and the threads that executed it, are through with it then.
    private static readonly TimeSpan s_until = TimeSpan.FromMilliseconds(100);
    private long _processes;

    /// <summary>A run of so many processes is not held any more. Any thread may call.</summary>
    public void Add(long processes)
    {
        if (Interlocked.Add(ref _processes, processes) < WorthLooking) return;
        Interlocked.Exchange(ref _processes, 0);
        _ = Task.Run(async () =>
        {
            await Task.Delay(s_until);
            // Beside other runs' windows, which a blocking collection would stop.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        });
    }
}
