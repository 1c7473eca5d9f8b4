using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tickstorm.Grains.Fabric;

/// <summary>When this silo heard that another one is dead.</summary>
internal sealed class LossTimes
{
    private readonly ConcurrentDictionary<SiloAddress, long> _heard = [];

    /// <summary>A silo was declared dead.</summary>
    public void Add(SiloAddress silo) => _heard.TryAdd(silo, Stopwatch.GetTimestamp());

    /// <summary>The time stamp of the latest loss among some silos, by their parsable names; null when none of them was lost.</summary>
    public long? Latest(IEnumerable<string> silos)
    {
        long latest = silos.Max(
            silo => _heard.TryGetValue(SiloAddress.FromParsableString(silo), out long heard) ? heard : (long?)null) ?? 0;
        return latest == 0 ? null : latest;
    }
}
