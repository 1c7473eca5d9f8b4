using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Tickstorm.Contracts.Runs;
using Tickstorm.Contracts.Silos;
using Tickstorm.Grains.Fabric;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Grains.Runs;

/// <summary>A run: its record in storage, and the leader that takes it from window to window.</summary>
/// <remarks>Reentrant: a request that waits for the leader must not keep out the one that the leader waits for.</remarks>
[Reentrant, Immovable(ImmovableKind.Any), CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class MachineGrain : Grain, IMachineGrain, ILedRunGrain
{
    private const int MostSentences = 100, FirstSentences = 20;

    // A run that has ended, or was never started, is asked about now and then.
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);
    private readonly SavedRecord _record;
    private readonly FabricClient _fabrics;
    private readonly CheckpointStore _checkpoints;
    private readonly ISiloStatusOracle _silos;
    private readonly StorageHealth _storage;
    private readonly SiloVersion _version;
    private readonly WaitTimes _times;
    private readonly RunLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<MachineGrain> _logger;
    private readonly Signal _changed = new();
    private readonly Leadership _leadership;
    private readonly OldBlocks _old;
    private SiloChoice _choice = null!;
    private Task _ending = Task.CompletedTask;
    private TaskCompletionSource<EpochLostException> _lost = new();
    private IGrainTimer? _idle;

    /// <summary>A run by its name.</summary>
    public MachineGrain(
        [PersistentState("record", CheckpointStore.StorageName)] IPersistentState<MachineRecord> record, FabricClient fabrics,
        CheckpointStore checkpoints, ISiloStatusOracle silos, StorageHealth storage, SiloVersion version, WaitTimes times,
        RunLimits limits, TimeProvider time, ILogger<MachineGrain> logger)
    {
        _record = new SavedRecord(record);
        _fabrics = fabrics;
        _checkpoints = checkpoints;
        _silos = silos;
        _storage = storage;
        _version = version;
        _times = times;
        _limits = limits;
        _time = time;
        _logger = logger;
        _leadership = new Leadership(_changed);
        _old = new OldBlocks(checkpoints, RemoveByWriters, StopWriters, times.Cut);
    }

    /// <summary>Who has started the run; empty when there is none, or that is not known.</summary>
    internal string Owner => _record.Last.Owner;

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
        _choice = new SiloChoice(_silos, Run, _times.CutOff);
        _record.TakeRead();
        MachineRecord record = _record.Last;
        if (record.Request is not null) Progress = record.Progress;
        if (Progress.HasEnded)
        {
            BeIdle();
            return Task.CompletedTask;
        }

        // The silo that led the run is gone: this one leads it from the last checkpoint.
        _leadership.Take(record.Cancel ? RunWish.Cancel : record.Pause ? RunWish.Pause : RunWish.GoOn);
        AddToStory("another silo leads the run");
        _ending = Lead();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leadership.Become(LeaderState.Moving);
        _lost.TrySetResult(new EpochLostException("the leader moves to another silo"));
        return Task.CompletedTask;
    }

    private void BeIdle() =>
        _idle = this.RegisterGrainTimer(_ =>
        {
            if (_closing.IsCompleted) DeactivateOnIdle();
            return Task.CompletedTask;
        }, new GrainTimerCreationOptions(s_idle, s_idle));

    private void AddToStory(string sentence)
    {
        // A failure's own words may go on for lines.
        sentence = sentence.Split('\n')[0].TrimEnd();
        string[] story = [.. Progress.Story, sentence];
        // The beginning and what came last: it is part of a record that is written at each checkpoint.
        if (story.Length > MostSentences) story = [.. story[..FirstSentences], "...", .. story[(FirstSentences + 2)..]];
        Progress = Progress with { Story = story };
        _logger.Story(Run, sentence);
    }
}
