using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Silos;
using Tickstorm.Grains.Processes;

namespace Tickstorm.Grains.Fabric;

/// <summary>
/// Tells the leaders of this silo's runs when silos come and go, wakes runs whose leader is gone, and lets the runs leave this silo before
/// it stops.
/// </summary>
internal sealed class MembershipWatch(
    IGrainFactory grains, ISiloStatusOracle silos, ILocalSiloDetails here, RunRegistry registry, CheckpointStore checkpoints,
    WaitTimes times, LossTimes losses, ILogger<MembershipWatch> logger)
    : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task? _watching;

    // A silo that has ended, this one's forerunner perhaps, may have left what it tried the storage with.
    private volatile bool _mayHaveLeft = true;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(MembershipWatch),
        ServiceLifecycleStage.Active + 1,
        _ =>
        {
            silos.SubscribeToSiloStatusEvents(this);
            _watching = Task.Run(Watch, CancellationToken.None);
            return Task.CompletedTask;
        },
        Leave);

    /// <inheritdoc/>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (updatedSilo.Equals(here.SiloAddress)) return;
        if (status == SiloStatus.Dead)
        {
            _mayHaveLeft = true;
            losses.Add(updatedSilo);
        }

        foreach (string run in registry.Runs) _ = Task.Run(() => Wake(run));
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    // A cluster that has started again goes on with what it was doing; a leader that moved comes back though no client asks, also when all
    // silos of its run are gone. There is nothing after which this would end but the silo.
    private async Task Watch()
    {
        long? listed = null;
        using PeriodicTimer timer = new(times.BetweenLooks);
        do
        {
            HashSet<string> runs = [.. registry.Runs];
            if (listed is null || Stopwatch.GetElapsedTime(listed.Value) > times.BetweenLists)
            {
                if (await Unfinished() is { } all)
                {
                    listed = Stopwatch.GetTimestamp();
                    runs.UnionWith(all);
                }
            }

            await Task.WhenAll(runs.Select(Wake));
            if (_mayHaveLeft) await RemoveLeft();
        }
        while (await Next(timer));
    }

    private async Task<bool> Next(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<string[]?> Unfinished()
    {
        try
        {
            return await grains.GetGrain<IRunsGrain>(0).List();
        }
#pragma warning disable CA1031 // Storage or messaging failed: the list is asked for again in a moment.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.RunsNotListed(failure.Message);
            return null;
        }
    }

    private async Task RemoveLeft()
    {
        _mayHaveLeft = false;
        try
        {
            await checkpoints.RemoveProbe();
        }
#pragma warning disable CA1031 // At the next look.
        catch (Exception)
#pragma warning restore CA1031
        {
            _mayHaveLeft = true;
        }
    }

    // A leader that was lost with its silo comes back in another one by this call.
    private async Task Wake(string run)
    {
        try
        {
            await grains.GetGrain<ILedRunGrain>(run).Wake();
        }
#pragma warning disable CA1031 // The next change of membership, or a client, asks again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.RunNotWoken(run, failure.Message);
        }
    }

    private async Task Leave(CancellationToken cancel)
    {
        silos.UnSubscribeFromSiloStatusEvents(this);
        await _stopping.CancelAsync();
        if (_watching is { } watching) await watching;
        try
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(times.Drain);
            await Task.WhenAll(
                registry.Runs.Select(run => grains.GetGrain<ILedRunGrain>(run).Leave(here.SiloAddress, patience.Token))).WaitAsync(
                patience.Token);
        }
#pragma warning disable CA1031 // The silo stops all the same; the runs go on from their last checkpoints.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.RunsNotSaved(failure.Message);
        }
    }
}
