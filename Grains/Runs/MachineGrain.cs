using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Processes;

namespace Tickstorm.Grains.Runs;

/// <summary>A run: its record in storage, and whoever leads it from window to window.</summary>
/// <remarks>Reentrant: a request that waits for the leader must not keep out the one that the leader waits for.</remarks>
[Reentrant, Immovable(ImmovableKind.Any), CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class MachineGrain : Grain, IMachineGrain
{
    private const int PauseTries = 2000;
    private readonly IPersistentState<MachineRecord> _record;
    private readonly IFabricClient _fabrics;
    private readonly CheckpointStore _checkpoints;
    private readonly ISiloStatusOracle _silos;
    private readonly ILogger<MachineGrain> _logger;
    private RunProgress _progress = new();
    private Task? _leading;
    private readonly HashSet<SiloAddress> _leaving = [];
    private Task _written = Task.CompletedTask;
    private bool _pause, _standing, _cancel, _changeSilos, _moving;
    private TaskCompletionSource _stirred = New();
    private TaskCompletionSource<string> _lost = new();
    private EpochLeader? _leader;

    /// <summary>A run by its name.</summary>
    public MachineGrain(
        [PersistentState("record", CheckpointStore.StorageName)] IPersistentState<MachineRecord> record, IFabricClient fabrics,
        CheckpointStore checkpoints, ISiloStatusOracle silos, ILogger<MachineGrain> logger)
    {
        _record = record;
        _fabrics = fabrics;
        _checkpoints = checkpoints;
        _silos = silos;
        _logger = logger;
    }

    private string Run => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_record.State.Request is null) return Task.CompletedTask;
        _progress = _record.State.Progress;
        if (_record.State.Format != MachineRecord.CurrentFormat)
        {
            _progress = _progress with
            {
                Status = RunStatus.Failed,
                Failure = $"The record of {Run} has format {_record.State.Format}; this version reads format {MachineRecord.CurrentFormat}.",
            };
            return Task.CompletedTask;
        }

        if (_progress.HasEnded) return Task.CompletedTask;
        // The silo that led the run is gone: this one leads it from the last checkpoint.
        (_pause, _cancel) = (_record.State.Pause, _record.State.Cancel);
        Tell("another silo leads the run");
        _leading = Lead();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<RunAnswer> Start(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_record.State.Request is not null) return new RunAnswer($"{Run} was started before.");
        (Simulation.MachinePlan? plan, string? problem) = PlanReader.Read(request.Scenario, request.Name, request.Design);
        if (plan is null) return new RunAnswer(problem);
        _record.State.Request = request;
        _progress = new RunProgress { Status = RunStatus.Running, DurationNs = plan.Scenario.Run.DurationNs };
        await GrainFactory.GetGrain<IRunsGrain>(0).Add(Run);
        await WriteRecord();
        _leading = Lead();
        return default;
    }

    /// <inheritdoc/>
    public Task<RunProgress> Status() => Task.FromResult(_progress);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunProgress> Watch()
    {
        RunProgress? last = null;
        while (true)
        {
            RunProgress now = _progress;
            if (now != last) yield return now;
            last = now;
            if (now.HasEnded) yield break;
            await Task.Delay(50);
        }
    }

    /// <inheritdoc/>
    public async Task<RunAnswer> Pause()
    {
        if (_progress.HasEnded) return NotGoing();
        _pause = true;
        await WriteRecord();
        for (int waited = 0; waited < PauseTries && _pause && !_standing && !_progress.HasEnded; waited++) await Task.Delay(10);
        if (_progress.HasEnded) return NotGoing();
        if (!_pause) return new RunAnswer($"{Run} was resumed or cancelled meanwhile.");
        return _standing ? default : new RunAnswer($"{Run} has no epoch just now; it will pause as soon as one begins.");
    }

    /// <inheritdoc/>
    public async Task<RunAnswer> Resume()
    {
        if (_progress.HasEnded) return NotGoing();
        if (!_pause) return new RunAnswer($"{Run} is not paused.");
        _pause = false;
        if (_progress.Status == RunStatus.Paused) _progress = _progress with { Status = RunStatus.Running };
        await WriteRecord();
        Stir();
        return default;
    }

    /// <inheritdoc/>
    public async Task<RunAnswer> Cancel()
    {
        if (_progress.HasEnded) return NotGoing();
        (_cancel, _pause) = (true, false);
        await WriteRecord();
        Stir();
        return default;
    }

    /// <inheritdoc/>
    public Task<CheckpointInfo[]> Checkpoints() => Task.FromResult(_record.State.Checkpoint is { } last
        ? new[] { new CheckpointInfo(last.Id, last.Progress.CommittedNs, last.Blocks.Length) }
        : []);

    /// <inheritdoc/>
    public Task<byte[]?> FinalBlock(int index) => _progress.FinalBlocks > index && index >= 0
        ? _checkpoints.Read(_record.State.Checkpoint!.Blocks[index])
        : Task.FromResult<byte[]?>(null);

    /// <inheritdoc/>
    public async Task<byte[][]?> TraceSegment(int index)
    {
        string[][] segments = _record.State.Checkpoint?.Trace ?? [];
        if (index < 0 || index >= segments.Length) return null;
        if (index > 0)
        {
            foreach (string name in segments[index - 1]) await _checkpoints.Remove(name);
        }

        List<byte[]> blocks = new();
        foreach (string name in segments[index])
        {
            if (await _checkpoints.Read(name) is not { } block) return null;
            blocks.Add(block);
        }

        return [.. blocks];
    }

    /// <inheritdoc/>
    public Task<RunShape> Shape()
    {
        if (_record.State.Request is not { } request
            || PlanReader.Read(request.Scenario, request.Name, request.Design).Plan is not { } plan)
        {
            return Task.FromResult(new RunShape());
        }

        IEnumerable<ProcessKind> others = Enumerable.Range(plan.Cpus, plan.ProcessCount - plan.Cpus).Select(plan.KindOf);
        return Task.FromResult(
            new RunShape { Cpus = plan.Cpus, Others = [.. others], Scenario = request.Scenario, Name = request.Name,
            Design = request.Design });
    }

    /// <inheritdoc/>
    public Task Wake()
    {
        if (_leader is not { } leader) return Task.CompletedTask;
        HashSet<SiloAddress> active = ActiveSilos();
        if (leader.Plan.Silos.FirstOrDefault(s => _silos.IsDeadSilo(s)) is { } dead)
        {
            _lost.TrySetResult($"silo {dead} was lost");
        }
        else if (
            !active.SetEquals(leader.Plan.Silos)
            && !(_record.State.Request!.MostSilos is > 0 and int most && leader.Plan.Silos.Length >= most
            && active.IsSupersetOf(leader.Plan.Silos)))
        {
            SilosChange();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Leave(SiloAddress silo)
    {
        _leaving.Add(silo);
        if (_leader?.Plan.Silos.Contains(silo) != true) return;
        SilosChange();
        while (_leader?.Plan.Silos.Contains(silo) == true) await Task.Delay(10);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _moving = true;
        _lost.TrySetResult("the leader moves to another silo");
        return Task.CompletedTask;
    }

    private HashSet<SiloAddress> ActiveSilos() =>
        [.. _silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !_leaving.Contains(silo))];

    // Noticed between two windows, or while paused.
    private void SilosChange()
    {
        _changeSilos = true;
        Stir();
    }

    // Whoever stands still looks again at what has changed.
    private void Stir() => _stirred.TrySetResult();

    private RunAnswer NotGoing() => new(_progress.Status == RunStatus.Unknown ? $"There is no run {Run}." : $"{Run} has ended.");

    private void Tell(string sentence)
    {
        // A failure's own words may go on for lines.
        sentence = sentence.Split('\n')[0].TrimEnd();
        _progress = _progress with { Story = [.. _progress.Story, sentence] };
        LogStory(Run, sentence);
    }

    // One write at a time: requests write what is wished, the leader where the run is.
    private Task WriteRecord(CheckpointManifest? checkpoint = null) => _written = WriteRecord(_written, checkpoint);

    private async Task WriteRecord(Task before, CheckpointManifest? checkpoint)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _record.State.Progress = _progress;
        (_record.State.Pause, _record.State.Cancel) = (_pause, _cancel);
        if (checkpoint is not null) (_record.State.Checkpoint, _record.State.Progress) = (checkpoint, checkpoint.Progress);
        await _record.WriteStateAsync();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Run {Run}: {Sentence}")]
    private partial void LogStory(string run, string sentence);
}
