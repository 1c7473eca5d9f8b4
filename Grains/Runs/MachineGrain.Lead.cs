using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Tickstorm.Contracts.Runs;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Runs;

// From epoch to epoch, and to the run's end.
public sealed partial class MachineGrain
{
    private int _hindered;
    private Task _closing = Task.CompletedTask;
    private Task _announcing = Task.CompletedTask;
    private bool _hasTakenLast;

    private async Task Lead()
    {
        if (!_leadership.Become(LeaderState.BetweenEpochs)) return;
        await Task.Yield();
        try
        {
            while (_leadership.State != LeaderState.Moving && !Progress.HasEnded) await LeadOn();
        }
        catch (InconsistentStateException)
        {
            StepAside();
        }
#pragma warning disable CA1031 // Whatever it was, the next activation begins with what is in storage.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _logger.LeaderLost(Run, failure);
            StepAside();
        }

        Epoch = null;
        if (!_leadership.Become(LeaderState.Ended)) return;
        // Its memory does not wait for who listens.
        await CloseEverywhere();
        await _announcing;
        DeactivateOnIdle();
    }

    // Another activation leads the run, or will: this one says nothing of it any more.
    private void StepAside()
    {
        _leadership.Become(LeaderState.Moving);
        DeactivateOnIdle();
    }

    private async Task LeadOn()
    {
        Hindrance? why = null;
        try
        {
            if (_record.Last.Progress.Epoch == 0) await StayQueued();
            if (await IsInQuarantine()) await StayInQuarantine();
            if (_leadership.State == LeaderState.Moving) return;
            if (_leadership.Wish == RunWish.Cancel) await EndAs(RunStatus.Cancelled, failure: null);
            else await LeadEpoch();
        }
        catch (Exception failure) when (failure is not InconsistentStateException)
        {
            why = Hindrance.Of(failure);
        }

        EpochLeader? epoch = Epoch;
        Epoch = null;
        _joined = null;
        if (epoch is not null && why is null) _orderlyEpoch = epoch.Plan.Epoch;
        if (epoch is not null && why is { HurtSilo: true }) _hurtEpoch = epoch.Plan.Epoch;
        if (!_leadership.Become(LeaderState.BetweenEpochs) || why is null) return;
        _choice.EpochEnded(why.Cut);
        foreach (SiloAddress silo in why.OtherVersions) _choice.IsOfOtherVersion(silo);
        Tell(why);
        if (why.IsFatal)
        {
            await EndAs(RunStatus.Failed, why.Sentence);
            return;
        }

        await WaitAfter(why);
    }

    // What keeps the run from going on is shown until it goes on, and told once, however often it is met.
    private void Tell(Hindrance why)
    {
        bool isNews = Progress.Trouble != why.Sentence;
        _hindered++;
        if (why.IsInStorage || _hindered > 1) Progress = Progress with { Trouble = why.Sentence };
        if (isNews) AddToStory($"epoch {Progress.Epoch} ended at {Progress.CommittedNs} ns: {why.Sentence}");
    }

    // Without storage nothing could be saved, so nothing is computed either. There is no count after which a run would be given up.
    private async Task WaitAfter(Hindrance why)
    {
        // In another silo the storage may fail when it does not in this one.
        if (why.IsInStorage) await UntilWanted(_storage.Recovered);
        TimeSpan wait = TimeSpan.FromMilliseconds(50 << Math.Min(_hindered, 10));
        if (why.IsInStorage && wait < _times.BetweenProbes) wait = _times.BetweenProbes;
        await UntilWanted(Task.Delay(wait < _times.BetweenEpochs ? wait : _times.BetweenEpochs));
    }

    // A wish to cancel, or to stand still, is granted at once.
    private async Task UntilWanted(Task over)
    {
        while (!over.IsCompleted && _leadership.State != LeaderState.Moving && _leadership.Wish != RunWish.Cancel)
        {
            if (_leadership.Wish == RunWish.Pause && Progress.Status == RunStatus.Running)
                Progress = Progress with { Status = RunStatus.Paused };
            await Task.WhenAny(_changed.Next, over);
        }
    }

    // The run ends where its last checkpoint is. Until the storage has taken that it has not ended, and nobody is told so.
    private async Task EndAs(RunStatus status, string? failure)
    {
        CheckpointManifest? saved = _record.Last.Checkpoint;
        RunProgress end = (saved?.Progress ?? Progress with { CommittedNs = 0 }) with
        {
            Status = status, Failure = failure, Epoch = Progress.Epoch, Story = Progress.Story, Trouble = null,
            FinalBlocks = status == RunStatus.Cancelled && saved is not null ? saved.Blocks.Length : 0,
        };
        while (_leadership.State != LeaderState.Moving)
        {
            try
            {
                // The silos of the last epoch, by which the blocks are named that it has begun to write.
                await _record.Write(r => r with { Progress = end with { Epoch = r.Progress.Epoch, Silos = r.Progress.Silos } });
                Progress = _record.Last.Progress;
                return;
            }
            catch (Exception trouble) when (trouble is not InconsistentStateException)
            {
                Progress = Progress with { Trouble = Hindrance.Of(trouble).Sentence };
                await UntilMoving(Task.WhenAll(_storage.Recovered, Task.Delay(_times.BetweenProbes)));
            }
        }
    }

    private async Task UntilMoving(Task over)
    {
        while (!over.IsCompleted && _leadership.State != LeaderState.Moving) await Task.WhenAny(_changed.Next, over);
    }

    // Once at a time, whoever asks for it.
    private Task CloseEverywhere() => _closing.IsCompleted ? _closing = Close() : _closing;

    // Until all is clean the run stays in the list, and every silo wakes it: see MembershipWatch.
    private async Task Close()
    {
        TimeSpan? rest;
        while ((rest = await Clean()) > TimeSpan.Zero) await Task.Delay(rest.Value);
        if (rest is not null) await Succeeds(() => Desk.Remove(Run));
    }

    // Every silo is told, also those that took part in an earlier epoch. Only when none writes any more are the blocks removed that the
    // result does not need. How long to wait until it is to be done again, because something may come yet: zero when there is nothing
    // left, null when something may still be there.
    private async Task<TimeSpan?> Clean()
    {
        long last = _record.Last.Progress.Epoch;
        bool[] told = await Task.WhenAll(Alive().Select(silo => Succeeds(() => _fabrics.Of(silo).Forget(Run, last, LastCheckpoint))));
        if (!told.All(isTold => isTold)) return null;
        if (!_hasTakenLast) TakeOld(_record.Last);
        _hasTakenLast = true;
        TimeSpan? rest = await _old.RemoveNow();
        if (rest is null) _logger.RunNotClosed(Run, "blocks that nothing needs any more could not be removed");
        return rest;
    }

    private async Task<bool> Succeeds(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
#pragma warning disable CA1031 // It is tried again when a silo wakes the run.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _logger.RunNotClosed(Run, failure.Message);
            return false;
        }
    }

    private async Task Announce(MachinePlan machine) =>
        await ServiceProvider.GetRequiredService<EndedRuns>().Announce(Run, machine, Progress, _record.Last.Checkpoint!);
}
