using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Services;
using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Grains.Fabric;

/// <summary>Reaches the fabric of any silo.</summary>
public sealed class FabricClient(IServiceProvider services) : GrainServiceClient<IFabricService>(services)
{
    private const int MostDoublings = 7;
    private readonly ISiloStatusOracle _silos = services.GetRequiredService<ISiloStatusOracle>();
    private readonly IFabricFaults _faults = services.GetRequiredService<IFabricFaults>();
    private readonly WaitTimes _times = services.GetRequiredService<WaitTimes>();

    /// <summary>How long a way is tried that fails, until it is taken for cut.</summary>
    internal TimeSpan Cut => _times.Cut;

    /// <summary>How long a batch is waited for until it is asked for.</summary>
    internal TimeSpan Patience => _times.Batch;

    /// <summary>The fabric of a silo.</summary>
    public IFabricService Of(SiloAddress silo) => GetGrainService(silo);

    /// <summary>The version of a silo's model; null when it does not answer.</summary>
    public Task<string?> VersionOf(SiloAddress silo) => IfAnswered<string?>(() => Of(silo).Version()!);

    /// <summary>What a silo has of memory for a run; null when it does not answer.</summary>
    public Task<SiloRoom?> RoomOf(SiloAddress silo, string run) => IfAnswered<SiloRoom?>(async () => await Of(silo).Room(run));

    private static async Task<T?> IfAnswered<T>(Func<Task<T?>> question)
    {
        try
        {
            return await question();
        }
#pragma warning disable CA1031 // Whether it can be reached is found out by the epoch.
        catch (Exception)
#pragma warning restore CA1031
        {
            return default;
        }
    }

    /// <summary>
    /// Gives an order until it has been carried out, which may take as long as it takes: the fabric says that it is pending. It is given
    /// again as well when it, or its answer, was lost on the way.
    /// </summary>
    public async Task<FabricReport> Carry(SiloAddress silo, Func<IFabricService, Task<FabricReport>> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        int tries = 0;
        FabricReport? report = await Repeat(silo, async fabric =>
        {
            // What takes long is asked for again and again: the first call is told, or a trace would grow with the wait.
            if (tries > 0) WallSpans.Silence();
            OrderFate fate = await _faults.OnOrder(new OrderTry(_silos.SiloAddress, silo, ++tries));
            if (fate.Lost) throw new TimeoutException("The order was lost.");
            FabricReport now = await order(fabric);
            if (fate.Unanswered) throw new TimeoutException("The answer was lost.");
            return now.IsPending ? null : now;
        });
        return report!;
    }

    /// <summary>Finds out whether each silo that is alive can be reached.</summary>
    /// <exception cref="UnreachableSiloException">The way to one is cut.</exception>
    internal Task ReachAll() => Task.WhenAll(_silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(Reach));

    // One that is lost meanwhile is in nobody's way any more.
    private async Task Reach(SiloAddress silo)
    {
        try
        {
            await Repeat(silo, fabric => fabric.Version()!);
        }
        catch (UnreachableSiloException) when (_silos.IsDeadSilo(silo))
        {
        }
    }

    /// <summary>Calls until there is something to return. What it does must do no harm twice.</summary>
    /// <exception cref="UnreachableSiloException">The silo is lost, or the way to it is cut.</exception>
    internal async Task<T> Repeat<T>(SiloAddress silo, Func<IFabricService, Task<T?>> call)
        where T : class
    {
        long heard = Stopwatch.GetTimestamp();
        for (int failures = 0; ;)
        {
            try
            {
                if (await call(Of(silo)) is { } answer) return answer;
                (heard, failures) = (Stopwatch.GetTimestamp(), 0);
            }
            catch (Exception failure) when (failure is not StaleEpochException)
            {
                // The fabric reports its own failures: this one is of the way there or back.
                if (_silos.IsDeadSilo(silo)) throw new UnreachableSiloException(_silos.SiloAddress, silo, "it was lost");
                if (Stopwatch.GetElapsedTime(heard) > _times.Cut)
                    throw new UnreachableSiloException(_silos.SiloAddress, silo, failure.Message.Split('\n')[0]);
                // What is lost once is sent again at once; who does not answer is not flooded.
                await Task.Delay(1 << Math.Min(failures++, MostDoublings));
            }
        }
    }
}
