namespace Tickstorm.Processes.Cores;

/// <summary>
/// What a core counts of collisions at its tick's line, of jiffies where no process of its own keeps them, and of broadcasts.
/// </summary>
internal struct Counts
{
    /// <summary>Of <see cref="Core.CpuNs"/>, what collisions cost; and the ticks that were handled in interrupts that collided.</summary>
    public long CollisionNs, CollidedTicks;

    /// <summary>Jiffies advanced by this CPU, and the time up to which it has counted.</summary>
    public long Jiffies, JiffiesNs;

    /// <summary>The next broadcast expiry at which this CPU is due, in broadcast designs.</summary>
    public long BroadcastNs;
}
