using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

// What is left of a run that has ended, until nobody wants it any more.
public sealed partial class MachineGrain
{
    /// <inheritdoc/>
    public async Task<RunAnswer> Remove()
    {
        if (!Progress.HasEnded) return new RunAnswer($"{Run} has not ended; cancel it first.", RunAnswerCode.HasNotEnded);
        // Other silos still hear of its end.
        await _ending;
        RunAnswer answer = Progress.Status == RunStatus.Unknown ? NotGoing() : default;
        // By then no silo writes any more.
        if (answer.Done) await Clean();
        MachineRecord record = _record.Last;
        string[] stored =
        [
            .. record.Checkpoint?.Blocks ?? [], .. (record.Checkpoint?.Trace ?? []).SelectMany(segment => segment), .. _old.Names,
        ];
        // The record last: by it the rest is found again when this is cut off.
        foreach (string name in stored) await _checkpoints.Remove(name);
        await _record.Clear();
        Progress = new RunProgress();
        await GrainFactory.GetGrain<IRunsGrain>(0).Forget(Run);
        DeactivateOnIdle();
        return answer;
    }
}
