using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

// From epoch to epoch.
public sealed partial class MachineGrain
{
    private const int MostBarrenEpochs = 60;
    private static readonly TimeSpan s_inTrouble = TimeSpan.FromSeconds(1);

    private async Task Lead()
    {
        _leadership.Become(LeaderState.BetweenEpochs);
        await Task.Yield();
        int barren = 0;
        while (_leadership.State != LeaderState.Moving && !Progress.HasEnded)
        {
            long saved = _record.State.Checkpoint?.Progress.CommittedNs ?? -1;
            string? ended = null, before = Progress.Trouble;
            bool inTrouble = false;
            try
            {
                await LeadEpoch();
            }
            catch (RunFailedException failure)
            {
                await Fail(failure.Message);
                break;
            }
            catch (Orleans.Storage.InconsistentStateException)
            {
                // Another activation leads the run.
                Progress = Progress with { Status = RunStatus.Unknown };
                break;
            }
            catch (StorageTroubleException trouble)
            {
                ended = trouble.Message;
                inTrouble = true;
                Progress = Progress with { Trouble = trouble.Message };
            }
            catch (DamagedStateException damaged)
            {
                ended = damaged.Message;
            }
            catch (EpochLostException lost)
            {
                ended = lost.Message;
            }
#pragma warning disable CA1031 // Storage or messaging failed for a moment: the record tells where the run is.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                ended = $"{failure.GetType().Name}: {failure.Message}";
            }

            Epoch = null;
            if (!_leadership.Become(LeaderState.BetweenEpochs) || ended is null) continue;
            // Trouble that lasts is told once.
            if (!inTrouble || Progress.Trouble != before)
                AddToStory($"epoch {Progress.Epoch} ended at {Progress.CommittedNs} ns: {ended}");
            if (inTrouble)
            {
                if (await CancelledInTrouble()) break;
                // The silo whose storage fails may be another one.
                await Task.WhenAny(_changed.Next, Task.Delay(s_inTrouble));
                continue;
            }

            barren = _record.State.Checkpoint?.Progress.CommittedNs > saved ? 0 : barren + 1;
            if (barren == MostBarrenEpochs)
            {
                await Fail(ended);
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(2000, 50 << Math.Min(barren, 6))));
        }

        Epoch = null;
        if (!_leadership.Become(LeaderState.Ended)) return;
        if (Progress.Status != RunStatus.Unknown) await GrainFactory.GetGrain<IRunsGrain>(0).Remove(Run);
        DeactivateOnIdle();
    }

    // Without storage nothing could be saved, so nothing is computed either. True when the run was cancelled meanwhile.
    private async Task<bool> CancelledInTrouble()
    {
        bool MayGoOn() => _leadership.Wish == RunWish.Cancel || _leadership.State == LeaderState.Moving || _storage.Recovered.IsCompleted;
        while (!MayGoOn()) await Task.WhenAny(_changed.Next, _storage.Recovered);
        if (_leadership.Wish != RunWish.Cancel) return false;
        CheckpointManifest? saved = _record.State.Checkpoint;
        Progress = (saved?.Progress ?? Progress with { CommittedNs = 0 }) with
        {
            Status = RunStatus.Cancelled, Epoch = Progress.Epoch, Story = Progress.Story, FinalBlocks = saved?.Blocks.Length ?? 0,
        };
        while (_leadership.State != LeaderState.Moving)
        {
            try
            {
                await WriteRecord();
                break;
            }
            catch (StorageTroubleException)
            {
                await Task.WhenAny(_changed.Next, _storage.Recovered);
            }
        }

        return true;
    }

    private async Task Fail(string failure)
    {
        Progress = Progress with { Status = RunStatus.Failed, Failure = failure };
        await WriteRecord();
    }
}
