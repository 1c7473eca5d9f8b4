using Orleans.Runtime.Services;
using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>Reaches the fabric of any silo.</summary>
public sealed class FabricClient(IServiceProvider services) : GrainServiceClient<IFabricService>(services)
{
    /// <summary>The fabric of a silo.</summary>
    public IFabricService Of(SiloAddress silo) => GetGrainService(silo);
}
