using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Processes;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Grains;

/// <summary>Adds Tickstorm to a silo.</summary>
public static class TickstormSiloExtensions
{
    /// <summary>
    /// Adds the fabric and what the grains use. Storage by the name <see cref="CheckpointStore.StorageName"/> is the host's to add.
    /// </summary>
    public static ISiloBuilder AddTickstorm(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<RunRegistry>();
        builder.Services.AddSingleton<CheckpointStore>();
        builder.Services.AddSingleton<LossTimes>();
        builder.Services.AddSingleton<StorageHealth>();
        builder.Services.AddSingleton<Runs.EndedRuns>();
        builder.Services.TryAddSingleton(new WaitTimes());
        builder.Services.TryAddSingleton(new Runs.RunLimits());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(new Access.Callers(tls: null, cluster: ""));
        builder.AddIncomingGrainCallFilter<Access.AccessFilter>();
        builder.Services.TryAddSingleton(new SiloVersion(Simulation.ModelVersion.Current));
        builder.Services.TryAddSingleton(Contracts.Runs.SiloMemory.OfThisProcess());
        builder.Services.TryAddSingleton<IFabricFaults, NoFaults>();
        builder.Services.AddSingleton<FabricClient>();
        builder.Services.AddSingleton<MembershipWatch>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<MembershipWatch>());
        builder.AddGrainService<FabricService>();
        // A call that is made again finds the work of the first one done, however long that one has waited for its turn.
        builder.Configure<SiloMessagingOptions>(options => options.DropExpiredMessages = false);
        return builder;
    }
}
