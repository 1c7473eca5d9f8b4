namespace Tickstorm.Grains.Fabric;

/// <summary>One silo cannot reach another.</summary>
internal sealed class UnreachableSiloException(SiloAddress from, SiloAddress to, string why)
    : Exception($"silo {from} cannot reach silo {to}: {why}")
{
    /// <summary>The one that tried, and the one that it tried to reach.</summary>
    public SiloAddress[] Cut => [from, to];
}
