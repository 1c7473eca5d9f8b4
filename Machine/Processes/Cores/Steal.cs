namespace Tickstorm.Processes.Cores;

/// <summary>When a host takes a vCPU off its CPU next, ns, how often it has drawn that, and since when it waits for a tick.</summary>
internal struct Steal
{
    /// <summary>It waits for no tick.</summary>
    public const long Never = long.MaxValue;

    public long NextNs;
    public long WaitsSinceNs;
    public uint Draws;
}
