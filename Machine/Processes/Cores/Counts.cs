namespace Tickstorm.Processes.Cores;

/// <summary>
/// What a core counts of collisions at its tick's line, and of jiffies where no process of its own keeps them.
/// </summary>
internal struct Counts
{
    /// <summary>Of <see cref="Core.CpuNs"/>, what collisions cost; and the ticks that were handled in interrupts that collided.</summary>
    public long CollisionNs, CollidedTicks;

    /// <summary>Jiffies advanced by this CPU, and the time up to which it has counted.</summary>
    public long Jiffies, JiffiesNs;
}
