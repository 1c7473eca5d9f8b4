using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Tickstorm.Contracts.Runs;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Grains.Runs;

/// <summary>A run: its record in storage, and the leader that takes it from window to window.</summary>
/// <remarks>Reentrant: a request that waits for the leader must not keep out the one that the leader waits for.</remarks>
[Reentrant, Immovable(ImmovableKind.Any), CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class MachineGrain : Grain, IMachineGrain
{
    private readonly IPersistentState<MachineRecord> _record;
    private readonly FabricClient _fabrics;
    private readonly CheckpointStore _checkpoints;
    private readonly ISiloStatusOracle _silos;
    private readonly StorageHealth _storage;
    private readonly ILogger<MachineGrain> _logger;
    private readonly Signal _changed = new();
    private readonly Leadership _leadership;
    private readonly HashSet<SiloAddress> _leaving = [];
    private Task _written = Task.CompletedTask;
    private TaskCompletionSource<string> _lost = new();

    /// <summary>A run by its name.</summary>
    public MachineGrain(
        [PersistentState("record", CheckpointStore.StorageName)] IPersistentState<MachineRecord> record, FabricClient fabrics,
        CheckpointStore checkpoints, ISiloStatusOracle silos, StorageHealth storage, ILogger<MachineGrain> logger)
    {
        _record = record;
        _fabrics = fabrics;
        _checkpoints = checkpoints;
        _silos = silos;
        _storage = storage;
        _logger = logger;
        _leadership = new Leadership(_changed);
    }

    private string Run => this.GetPrimaryKeyString();

    /// <summary>Where the run is, as everybody is told.</summary>
    private RunProgress Progress
    {
        get;
        set
        {
            field = value;
            _changed.Raise();
        }
    } = new();

    /// <summary>The open epoch; null between two.</summary>
    private EpochLeader? Epoch
    {
        get;
        set
        {
            field = value;
            _changed.Raise();
        }
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (_record.State.Request is null) return Task.CompletedTask;
        Progress = _record.State.Progress;
        if (_record.State.Format != MachineRecord.CurrentFormat)
        {
            Progress = Progress with
            {
                Status = RunStatus.Failed,
                Failure = $"The record of {Run} has format {_record.State.Format}; "
                    + $"this version reads format {MachineRecord.CurrentFormat}.",
            };
            return Task.CompletedTask;
        }

        if (Progress.HasEnded) return Task.CompletedTask;
        // The silo that led the run is gone: this one leads it from the last checkpoint.
        _leadership.Take(_record.State.Cancel ? RunWish.Cancel : _record.State.Pause ? RunWish.Pause : RunWish.GoOn);
        AddToStory("another silo leads the run");
        _ = Lead();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leadership.Become(LeaderState.Moving);
        _lost.TrySetResult("the leader moves to another silo");
        return Task.CompletedTask;
    }

    private void AddToStory(string sentence)
    {
        // A failure's own words may go on for lines.
        sentence = sentence.Split('\n')[0].TrimEnd();
        Progress = Progress with { Story = [.. Progress.Story, sentence] };
        _logger.Story(Run, sentence);
    }

    // One write at a time: requests write what is wished, the leader where the run is.
    private Task WriteRecord(CheckpointManifest? checkpoint = null) => _written = WriteRecord(_written, checkpoint);

    private async Task WriteRecord(Task before, CheckpointManifest? checkpoint)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _record.State.Progress = Progress;
        _record.State.Pause = _leadership.Wish == RunWish.Pause;
        _record.State.Cancel = _leadership.Wish == RunWish.Cancel;
        if (checkpoint is not null) (_record.State.Checkpoint, _record.State.Progress) = (checkpoint, checkpoint.Progress);
        await _record.WriteStateAsync();
    }
}
