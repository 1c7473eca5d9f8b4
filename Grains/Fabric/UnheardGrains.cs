using System.Diagnostics;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// What a silo's part of an epoch does about a grain that does not answer in time: it may be at work still, or the call or its answer was
/// lost on the way. Both need the same, that the call is made again, until the epoch is over or a silo of the grains cannot be reached.
/// </summary>
internal sealed class UnheardGrains(FabricClient fabrics, SiloAddress here)
{
    private const int BetweenCallsMs = 50;

    // Where grains of this part work that did not come to its silo: as a rule there are none.
    private readonly HashSet<SiloAddress> _abroad = [];

    /// <summary>The epoch is over: nobody waits for an answer any more.</summary>
    public bool IsOver { get; set; }

    /// <summary>True for what may happen to a call on its way; what the grain itself has met is thrown as it is.</summary>
    public static bool IsOfTheWay(Exception failure) => failure is TimeoutException or OrleansException;

    /// <summary>A grain of this part has started, and works in this silo.</summary>
    public void WorksIn(SiloAddress? silo)
    {
        if (silo is not null && !silo.Equals(here)) _abroad.Add(silo);
    }

    /// <summary>
    /// A grain was not heard of that may work in any silo: finds out whether the way to one is cut, so that no other call need be waited
    /// for.
    /// </summary>
    /// <exception cref="UnreachableSiloException">The way to a silo is cut.</exception>
    public Task ReachAll() => fabrics.ReachAll();

    /// <summary>Makes a call again until it is answered.</summary>
    /// <exception cref="StaleEpochException">The epoch is over, or the call is refused on its way again and again.</exception>
    /// <exception cref="UnreachableSiloException">A silo in which grains of this part work is lost, or the way to it is cut.</exception>
    public async Task<T> Again<T>(int process, Func<int, ValueTask<T>> call, Exception failure)
    {
        for (long since = Stopwatch.GetTimestamp(); ;)
        {
            if (IsOver) throw new StaleEpochException("The epoch is over.");
            // One that is still at work is waited for; a refusal says that the grain was not even reached.
            if (failure is TimeoutException) since = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(since) > fabrics.Cut) throw new StaleEpochException(failure.Message.Split('\n')[0]);
            foreach (SiloAddress silo in _abroad.ToArray()) await fabrics.Repeat(silo, fabric => fabric.Version()!);
            await Task.Delay(BetweenCallsMs);
            try
            {
                return await call(process);
            }
            catch (Exception again) when (IsOfTheWay(again))
            {
                failure = again;
            }
        }
    }
}
