using Orleans.Runtime.Services;
using Orleans.Services;
using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>Reaches the fabric of any silo.</summary>
public interface IFabricClient : IGrainServiceClient<IFabricService>
{
    /// <summary>The fabric of a silo.</summary>
    IFabricService Of(SiloAddress silo);
}

/// <inheritdoc cref="IFabricClient"/>
internal sealed class FabricClient(IServiceProvider services) : GrainServiceClient<IFabricService>(services), IFabricClient
{
    /// <inheritdoc/>
    public IFabricService Of(SiloAddress silo) => GetGrainService(silo);
}
