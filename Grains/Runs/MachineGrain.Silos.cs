using System.Diagnostics;

namespace Tickstorm.Grains.Runs;

// Silos come and go.
public sealed partial class MachineGrain
{
    // When a silo joined that is not taken in yet.
    private long? _joined;

    /// <inheritdoc/>
    public async Task Wake()
    {
        if (Epoch is { } epoch)
        {
            Look(epoch);
        }
        else if (!_isStarting && Progress.HasEnded && _ending.IsCompleted)
        {
            // Whoever led it to its end may have been lost before every silo heard of it. Not waited for: it may take a while.
            CloseEverywhere().Ignore();
        }
    }

    /// <inheritdoc/>
    public Task Leave(SiloAddress silo, CancellationToken cancel)
    {
        _choice.Leaves(silo);
        if (!TakesPart(silo)) return Task.CompletedTask;
        _leadership.Become(LeaderState.Regrouping);
        return _changed.Until(() => !TakesPart(silo), Timeout.InfiniteTimeSpan, cancel);
    }

    private void Look(EpochLeader epoch)
    {
        HashSet<SiloAddress> usable = _choice.Usable();
        if (epoch.Plan.Silos.FirstOrDefault(_silos.IsDeadSilo) is { } dead)
        {
            _lost.TrySetResult(new EpochLostException($"silo {dead} was lost") { HurtSilo = true });
        }
        else if (!usable.IsSupersetOf(epoch.Plan.Silos))
        {
            _leadership.Become(LeaderState.Regrouping);
        }
        else if (usable.Count > epoch.Plan.Silos.Length && !HasAllItWants(epoch))
        {
            // By the next checkpoint, but it need not wait for longer.
            _joined ??= Stopwatch.GetTimestamp();
            bool isWaitedFor = _leadership.State != LeaderState.Paused && Stopwatch.GetElapsedTime(_joined.Value) < _times.Join;
            if (!isWaitedFor) _leadership.Become(LeaderState.Regrouping);
        }
    }

    private string NoneOf(string version) => _record.Last.Format == MachineRecord.CurrentFormat
        ? $"no silo computes with the run's model, {version}"
        : OtherFormat();

    private string OtherFormat() =>
        $"its record has format {_record.Last.Format}, and this version reads format {MachineRecord.CurrentFormat}: silos of the version "
            + "that started it can go on with it";

    // To a silo of the run's version; what is in the way, otherwise.
    private async Task<string> MoveToVersion(string version)
    {
        await _choice.LearnVersions(_fabrics, version);
        if (_choice.OfSameVersion is not { } silo) return NoneOf(version);
        RequestContext.Set(Orleans.Runtime.Placement.IPlacementDirector.PlacementHintKey, silo);
        this.MigrateOnIdle();
        RequestContext.Remove(Orleans.Runtime.Placement.IPlacementDirector.PlacementHintKey);
        _leadership.Become(LeaderState.Moving);
        return "the leader moves to a silo of the run's model";
    }

    private bool TakesPart(SiloAddress silo) => Epoch?.Plan.Silos.Contains(silo) == true;

    private bool HasAllItWants(EpochLeader epoch) =>
        _record.Last.Request!.MostSilos is > 0 and int most && epoch.Plan.Silos.Length >= most;
}
