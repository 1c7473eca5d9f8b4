using System.Runtime.CompilerServices;
using Orleans.Storage;
using Tickstorm.Contracts.Processes;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Access;
using Tickstorm.Grains.Fabric;
using Tickstorm.Processes;
using Tickstorm.Simulation;

namespace Tickstorm.Grains.Runs;

// What clients ask of a run.
public sealed partial class MachineGrain
{
    private const int MostInspections = 40;
    private static readonly TimeSpan s_pauseTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_betweenReports = TimeSpan.FromMilliseconds(50);
    private Task _starting = Task.CompletedTask;
    private bool _isStarting;

    /// <inheritdoc/>
    public async Task<RunAnswer> Start(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string owner = Callers.Current?.Name ?? "";
        // Two clients, or one that asks again: the second hears what became of the first.
        if (_isStarting) await _starting;
        if (_record.Last.Request is not null) return new RunAnswer($"{Run} was started before.", RunAnswerCode.StartedBefore);
        if (_limits.WhyNot(Run, request) is { } tooMuch) return new RunAnswer(tooMuch, RunAnswerCode.OverLimit);
        (MachinePlan? plan, string? problem) = PlanReader.Read(request.Scenario, request.Name, request.Design);
        if (plan is null) return new RunAnswer(problem, RunAnswerCode.BadRequest);
        if (_limits.WhyNot(Run, plan.Cpus, plan.ProcessCount) is { } tooLarge) return new RunAnswer(tooLarge, RunAnswerCode.OverLimit);
        _isStarting = true;
        _idle?.Dispose();
        try
        {
            Task<RunAnswer> starting = Record(request, plan, owner);
            _starting = starting;
            if (await starting is { Done: false } refusal)
            {
                _isStarting = false;
                BeIdle();
                return refusal;
            }
        }
        catch
        {
            // Whether the record was written is not known: the next activation reads it, and starts the run if it was.
            DeactivateOnIdle();
            throw;
        }

        _isStarting = false;
        _ending = Lead();
        return default;
    }

    private async Task<RunAnswer> Record(RunRequest request, MachinePlan plan, string owner)
    {
        SiloAddress[] silos = _choice.ForEpoch(request.MostSilos);
        if (await Admission.WhyNever(_fabrics, silos, Run, plan.ProcessCount) is { } never)
            return new RunAnswer(never, RunAnswerCode.NoRoom);
        bool fits = await Admission.WhyNotNow(_fabrics, silos, Run, plan.ProcessCount) is null;
        if (await Desk.Add(Run, owner, fits) is { Done: false } refusal) return refusal;
        RunProgress progress = new() { Status = RunStatus.Running, DurationNs = plan.Scenario.Run.DurationNs, Owner = owner };
        await _record.Write(r => r with
        {
            Format = MachineRecord.CurrentFormat, Request = request, Progress = progress, Version = _version.Model,
            Owner = owner,
        });
        Progress = progress;
        return default;
    }

    /// <inheritdoc/>
    public Task<RunProgress> Status() => Task.FromResult(Progress);

    /// <inheritdoc/>
    public IAsyncEnumerable<RunProgress> Watch(CancellationToken cancel) => Observe(cancel);

    /// <inheritdoc/>
    public async Task<RunAnswer> Pause(CancellationToken cancel)
    {
        if (Progress.HasEnded) return NotGoing();
        if (await Write(r => r with { Pause = true }) is { Done: false } moved) return moved;
        _leadership.Take(RunWish.Pause);
        if (Progress.Status == RunStatus.Queued) return NoEpoch();
        bool Stands() => _leadership.State == LeaderState.Paused || (Epoch is null && Progress.Status == RunStatus.Paused);
        await _changed.Until(
            () => _leadership.Wish != RunWish.Pause || Stands() || _leadership.State == LeaderState.Moving || Progress.HasEnded,
            s_pauseTimeout, cancel);
        if (Progress.HasEnded) return NotGoing();
        if (_leadership.Wish != RunWish.Pause) return new RunAnswer($"{Run} was resumed or cancelled meanwhile.", RunAnswerCode.Overruled);
        return Stands()
            ? default
            : NoEpoch();
    }

    private RunAnswer NoEpoch() =>
        new($"{Run} has no epoch just now; it will pause as soon as one begins.", RunAnswerCode.NoEpoch);

    /// <inheritdoc/>
    public async Task<RunAnswer> Resume()
    {
        if (Progress.HasEnded) return NotGoing();
        if (_leadership.Wish != RunWish.Pause) return new RunAnswer($"{Run} is not paused.", RunAnswerCode.NotPaused);
        // Who resumes a run in quarantine knows why it is there.
        if (await Write(r => r with { Pause = false, Losses = 0, Uncounted = [] }) is { Done: false } moved) return moved;
        _leadership.Take(RunWish.GoOn);
        if (Progress.Status == RunStatus.Paused) Progress = Progress with { Status = RunStatus.Running };
        _leadership.GoOnIfWished();
        return default;
    }

    /// <inheritdoc/>
    public async Task<RunAnswer> Cancel()
    {
        if (Progress.HasEnded) return NotGoing();
        string? trouble = null;
        try
        {
            if (await Write(r => r with { Cancel = true }) is { Done: false } moved) return moved;
        }
        catch (StorageTroubleException failure)
        {
            trouble = failure.Message;
        }

        // Nothing is computed any more, even if the wish is not written yet: it is with the run's end.
        _leadership.Take(RunWish.Cancel);
        _leadership.GoOnIfWished();
        // An epoch that has not come to its first window has nothing to save.
        if (Epoch is { Window: 0 }) _lost.TrySetResult(new EpochLostException("the run is cancelled"));
        return trouble is null
            ? default
            : new RunAnswer($"{Run} ends as soon as its end can be written: {trouble}", RunAnswerCode.NotRecorded);
    }

    // A wish that this activation cannot write any more is not lost: who wishes asks the one that leads.
    private async Task<RunAnswer> Write(Func<MachineRecord, MachineRecord> change)
    {
        try
        {
            await _record.Write(change);
            return default;
        }
        catch (InconsistentStateException)
        {
            StepAside();
            return new RunAnswer($"Another silo has begun to lead {Run}; ask again.", RunAnswerCode.Moved);
        }
    }

    /// <inheritdoc/>
    public Task<CheckpointInfo[]> Checkpoints() => Task.FromResult(_record.Last.Checkpoint is { } last
        ? new[] { new CheckpointInfo(last.Id, last.Progress.CommittedNs, last.Blocks.Length) }
        : []);

    /// <inheritdoc/>
    public Task<byte[]?> FinalBlock(int index) => Progress.FinalBlocks > index && index >= 0
        ? _checkpoints.Read(_record.Last.Checkpoint!.Blocks[index])
        : Task.FromResult<byte[]?>(null);

    /// <inheritdoc/>
    public Task<byte[]?> ReducedResult() => Task.FromResult(Progress.FinalBlocks > 0 ? _record.Last.Checkpoint?.Result : null);

    /// <inheritdoc/>
    public Task<string[]?> TraceBlocks(int index)
    {
        string[][] segments = _record.Last.Checkpoint?.Trace ?? [];
        if (index < 0 || index >= segments.Length) return Task.FromResult<string[]?>(null);
        if (index > 0)
        {
            // By those who wrote them, beside the run: reading does not wait for it.
            _old.Add(segments[index - 1]);
            _old.Remove();
        }

        return Task.FromResult<string[]?>(segments[index]);
    }

    /// <inheritdoc/>
    public async Task<byte[][]?> TraceSegment(int index)
    {
        if (await TraceBlocks(index) is not { } names) return null;
        List<byte[]> blocks = new();
        foreach (string name in names)
        {
            if (await _checkpoints.Read(name) is not { } block) return null;
            blocks.Add(block);
        }

        return [.. blocks];
    }

    /// <inheritdoc/>
    public Task<RunShape> Shape()
    {
        if (_record.Last.Request is not { } request
            || PlanReader.Read(request.Scenario, request.Name, request.Design).Plan is not { } plan)
        {
            return Task.FromResult(new RunShape());
        }

        IEnumerable<ProcessKind> others = Enumerable.Range(plan.Cpus, plan.ProcessCount - plan.Cpus).Select(plan.KindOf);
        return Task.FromResult(
            new RunShape
            {
                Cpus = plan.Cpus, Others = [.. others], Scenario = request.Scenario, Name = request.Name, Design = request.Design,
                PerCpu = request.PerCpu, Injected = [.. _record.Last.Injected.OrderBy(one => !one.IsTaken)],
            });
    }

    /// <inheritdoc/>
    public async Task<Inspection> Inspect(int process, bool localApic)
    {
        RunProgress at = Progress;
        if (Epoch is null || _record.Last.Request is not { } request
            || PlanReader.Read(request.Scenario, request.Name, request.Design).Plan is not { } plan
            || process < 0 || process >= plan.ProcessCount)
        {
            return new Inspection();
        }

        GrainReferences parts = new(GrainFactory, plan, Run, process, count: 1);
        async Task<Inspection> Ask() => localApic && parts.LocalApic(process) is { } apic
            ? await apic.Inspect(at.Epoch, at.Window, at.CommittedNs)
            : await parts.Process(process).Inspect(at.Epoch, at.Window, at.CommittedNs);
        if (!request.Spans) return await Ask();
        // Its grain comes to where the process is lent, when one of before has gone.
        Inspection answer = new();
        for (int tries = 0; !answer.Present && tries < MostInspections && Epoch?.Plan is { } epoch && epoch.Epoch == at.Epoch; tries++)
        {
            if (tries > 0) await Task.Delay(50);
            RequestContext.Set(Orleans.Runtime.Placement.IPlacementDirector.PlacementHintKey, epoch.HomeOf(process));
            answer = await Ask();
            RequestContext.Remove(Orleans.Runtime.Placement.IPlacementDirector.PlacementHintKey);
        }

        return answer;
    }

    /// <inheritdoc/>
    public async Task<RunAnswer> Recall(int cpu, bool back)
    {
        if (Progress.HasEnded) return NotGoing();
        if (_record.Last.Request is not { Spans: true })
            return new RunAnswer($"The grains of {Run} have lent nothing: they execute it.", RunAnswerCode.NotLent);
        return Epoch?.Plan is { } plan && cpu >= 0 && cpu < plan.Starts[^1]
            && await _fabrics.Of(plan.HomeOf(cpu)).Recall(Run, plan.Epoch, cpu, back)
                ? default : new RunAnswer($"{Run} has no CPU {cpu} that is lent just now.", RunAnswerCode.NotLent);
    }

    private async IAsyncEnumerable<RunProgress> Observe([EnumeratorCancellation] CancellationToken cancel = default)
    {
        RunProgress? last = null;
        while (true)
        {
            // Before the look: what changes while the reader is busy is not missed.
            Task changed = _changed.Next;
            RunProgress now = Progress;
            if (now != last) yield return now;
            last = now;
            // Who watches a leader that moves asks again, and is answered by the next one.
            if (now.HasEnded || _leadership.State == LeaderState.Moving) yield break;
            await changed.WaitAsync(cancel);
            // A window may take less than a millisecond: twenty reports a second are enough. The end is told at once, before the grain
            // goes.
            await _changed.Until(() => Progress.HasEnded, s_betweenReports, cancel);
        }
    }

    private RunAnswer NotGoing() => Progress.Status == RunStatus.Unknown
        ? new RunAnswer($"There is no run {Run}.", RunAnswerCode.NoSuchRun)
        : new RunAnswer($"{Run} has ended.", RunAnswerCode.HasEnded);
}
