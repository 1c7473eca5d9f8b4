using System.Diagnostics;
using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

// A run that took so many silos with it, without coming to a checkpoint, would take the next one too.
public sealed partial class MachineGrain
{
    private const int MostLosses = 3;

    // The last epoch that ended in order: what becomes of its silos later is not its doing.
    private long _orderlyEpoch;

    // The last one that is known to have hurt a silo: it is lost, or has run out of memory.
    private long _hurtEpoch;

    // All that is known now: by the record, and by the membership.
    private LossCount Losses()
    {
        MachineRecord record = _record.Last;
        LossCount losses = new(record.Losses, record.Uncounted);
        long last = record.Progress.Epoch;
        if (last > Math.Max(record.CountedEpoch, _orderlyEpoch)) losses = losses.After(record.Progress.Silos, last == _hurtEpoch);
        return losses.Settled(IsLost);
    }

    // The record with what is known, for the next epoch or none.
    private static MachineRecord With(LossCount losses, MachineRecord record) =>
        record with { Losses = losses.Counted, Uncounted = [.. losses.Open], CountedEpoch = record.Progress.Epoch };

    // The one silo too many may be lost already, and the membership not know it yet: before another one is put at risk it has to be known
    // of each whether it is lost or alive. A way that is cut for long leaves that open, and does not hold the run.
    private async Task<bool> IsInQuarantine()
    {
        LossCount losses = Losses();
        for (long since = Stopwatch.GetTimestamp(); ; losses = Losses())
        {
            if (losses.Counted >= MostLosses) return true;
            if (losses.Counted + losses.Open.Count < MostLosses || Stopwatch.GetElapsedTime(since) > 2 * _times.Cut) return false;
            string[] unknown = [.. losses.Open.SelectMany(group => group)];
            string?[] answers = await Task.WhenAll(unknown.Select(silo => _fabrics.VersionOf(SiloAddress.FromParsableString(silo))));
            if (answers.All(answer => answer is not null)) return Losses().Counted >= MostLosses;
            await UntilWanted(Task.Delay(_times.BetweenProbes));
            if (_leadership.State == LeaderState.Moving || _leadership.Wish == RunWish.Cancel) return false;
        }
    }

    private async Task StayInQuarantine()
    {
        string sentence = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"quarantine: {MostLosses} silos in a row were lost while it ran; to resume it tries again");
        LossCount losses = Losses();
        await _record.Write(r => With(losses, r) with { Pause = true });
        _leadership.Take(RunWish.Pause);
        if (Progress.Trouble != sentence) AddToStory(sentence);

        Progress = Progress with { Status = RunStatus.Paused, Trouble = sentence };
        while (_record.Last.Losses >= MostLosses && _leadership.Wish == RunWish.Pause && _leadership.State != LeaderState.Moving)
            await _changed.Next;
        Progress = Progress with { Trouble = null };
    }

    private bool IsLost(string silo) => _silos.IsDeadSilo(SiloAddress.FromParsableString(silo));
}
