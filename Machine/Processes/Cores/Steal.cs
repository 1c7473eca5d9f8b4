namespace Tickstorm.Processes.Cores;

/// <summary>When a host takes a vCPU off its CPU next, ns, and how often it has drawn that.</summary>
internal struct Steal
{
    public long NextNs;
    public uint Draws;
}
