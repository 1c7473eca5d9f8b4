using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Tickstorm.Tests.Support;

/// <summary>
/// When the silos of a cluster take each other for dead. However long a busy machine lets one of them wait, it is not: only from the time when
/// one is killed until all know of it a few probes without an answer are enough.
/// </summary>
internal sealed class SiloProbes
{
    private const int Few = 2, Many = 120;
    private readonly ConcurrentBag<ClusterMembershipOptions> _options = [];
    private int _dying;

    /// <summary>Takes the options of one more silo, which it reads whenever it has probed.</summary>
    public void Set(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = Volatile.Read(ref _dying) > 0 ? Few : Many;
        _options.Add(options);
    }

    /// <summary>Kills a silo.</summary>
    public async Task Kill(InProcessTestCluster cluster, InProcessSiloHandle silo)
    {
        SiloAddress address = silo.SiloAddress;
        Interlocked.Increment(ref _dying);
        Limit(Few);
        await cluster.KillSiloAsync(silo);
        _ = Forget(cluster, address);
    }

    private async Task Forget(InProcessTestCluster cluster, SiloAddress dead)
    {
        try
        {
            while (!cluster.Silos.All(silo => Knows(cluster, silo, dead))) await Task.Delay(50);
        }
        catch (ObjectDisposedException)
        {
            // The cluster has ended before.
            return;
        }

        if (Interlocked.Decrement(ref _dying) == 0) Limit(Many);
    }

    private static bool Knows(InProcessTestCluster cluster, InProcessSiloHandle silo, SiloAddress dead) =>
        cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<ISiloStatusOracle>().IsDeadSilo(dead);

    private void Limit(int probes)
    {
        foreach (ClusterMembershipOptions options in _options) options.NumMissedProbesLimit = probes;
    }
}
