using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

// What is left of a run that has ended, until nobody wants it any more.
public sealed partial class MachineGrain
{
    private Task<RunAnswer>? _removal;

    /// <inheritdoc/>
    public async Task<RunAnswer> Remove()
    {
        if (!Progress.HasEnded) return new RunAnswer($"{Run} has not ended; cancel it first.", RunAnswerCode.HasNotEnded);
        Task<RunAnswer> removal = _removal ??= RemoveNow();
        try
        {
            return await removal;
        }
        finally
        {
            // What failed is tried again by who asks again.
            if (_removal == removal) _removal = null;
        }
    }

    private async Task<RunAnswer> RemoveNow()
    {
        RunAnswer answer = Progress.Status == RunStatus.Unknown ? NotGoing() : default;
        // No silo writes for it any more.
        await _ending;
        if (answer.Done) await Clean();
        CheckpointManifest? last = _record.Last.Checkpoint;
        IEnumerable<string> result = [.. last?.Blocks ?? [], .. (last?.Trace ?? []).SelectMany(segment => segment)];
        string[] stored = [.. result, .. _old.Complete, .. _old.Unfinished];
        // The record last: by it the rest is found again when this is cut off.
        foreach (string name in stored) await _checkpoints.Remove(name);
        await _record.Clear();
        Progress = new RunProgress();
        await Desk.Forget(Run);
        DeactivateOnIdle();
        return answer;
    }
}
