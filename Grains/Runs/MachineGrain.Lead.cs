using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

// From epoch to epoch.
public sealed partial class MachineGrain
{
    private const int MostBarrenEpochs = 60;

    private async Task Lead()
    {
        _leadership.Become(LeaderState.BetweenEpochs);
        await Task.Yield();
        int barren = 0;
        while (_leadership.State != LeaderState.Moving && !Progress.HasEnded)
        {
            long saved = _record.State.Checkpoint?.Progress.CommittedNs ?? -1;
            string? ended = null;
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
            AddToStory($"epoch {Progress.Epoch} ended at {Progress.CommittedNs} ns: {ended}");
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

    private async Task Fail(string failure)
    {
        Progress = Progress with { Status = RunStatus.Failed, Failure = failure };
        await WriteRecord();
    }
}
