using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

/// <summary>
/// A run's record in storage: what it is, where it stands, and its last complete checkpoint. Writing it makes a checkpoint exist, and an
/// epoch begin.
/// </summary>
[GenerateSerializer, Alias("tickstorm.machine-record")]
public sealed record MachineRecord
{
    /// <summary>The format of what is stored.</summary>
    public const int CurrentFormat = 3;

    /// <summary>The format that this record was written in.</summary>
    [Id(0)] public int Format { get; init; } = CurrentFormat;

    /// <summary>What is run; null when nothing was started.</summary>
    [Id(1)] public RunRequest? Request { get; init; }

    /// <summary>How it stands.</summary>
    [Id(2)] public RunProgress Progress { get; init; } = new();

    /// <summary>The last complete checkpoint; null before the first.</summary>
    [Id(3)] public CheckpointManifest? Checkpoint { get; init; }

    /// <summary>It is to stand still, whoever leads it.</summary>
    [Id(4)] public bool Pause { get; init; }

    /// <summary>It is to end, whoever leads it.</summary>
    [Id(5)] public bool Cancel { get; init; }

    /// <summary>Which of a leader's writes it is: a leader that does not know whether one succeeded finds its own again by it.</summary>
    [Id(6)] public string? Writer { get; init; }

    /// <summary>The version of the model that computes the run, from its first event to its last; see ModelVersion.</summary>
    [Id(7)] public string Version { get; init; } = "";

    /// <summary>Epochs in a row that ended with the loss of a silo, since the last checkpoint.</summary>
    [Id(8)] public int Losses { get; init; }

    /// <summary>The longest window, ns, that the run has learned to bear; 0 when it has learned of none.</summary>
    [Id(9)] public long WindowBoundNs { get; init; }

    /// <summary>The names of blocks that checkpoints have left which never came to exist, or that may come yet, to be removed.</summary>
    [Id(10)] public string[] Unfinished { get; init; } = [];

    /// <summary>The silos of each earlier epoch since the last checkpoint that may have lost one without anybody knowing yet.</summary>
    [Id(11)] public string[][] Uncounted { get; init; } = [];

    /// <summary>The last epoch whose silos are in <see cref="Losses"/> or in <see cref="Uncounted"/>.</summary>
    [Id(12)] public long CountedEpoch { get; init; }

    /// <summary>Who has started it.</summary>
    [Id(13)] public string Owner { get; init; } = "";

    /// <summary>When its first epoch began; null before that.</summary>
    [Id(14)] public DateTimeOffset? BegunAt { get; init; }

    /// <summary>Interrupts that clients have sent; those without a time wait for the next window.</summary>
    [Id(15)] public InjectedInterrupt[] Injected { get; init; } = [];
}

/// <summary>A complete checkpoint: its blocks, and the counts that belong to it.</summary>
[GenerateSerializer, Alias("tickstorm.checkpoint-manifest")]
public sealed class CheckpointManifest
{
    /// <summary>Its number.</summary>
    [Id(0)] public long Id { get; set; }

    /// <summary>The names of its blocks.</summary>
    [Id(1)] public string[] Blocks { get; set; } = [];

    /// <summary>Where the run was.</summary>
    [Id(2)] public RunProgress Progress { get; set; } = new();

    /// <summary>The names of the blocks of each trace segment up to here.</summary>
    [Id(3)] public string[][] Trace { get; set; } = [];

    /// <summary>At a run's end: what the silos have reduced the result to (MachineFold); null where it needs the blocks.</summary>
    [Id(5)] public byte[]? Result { get; set; }

    /// <summary>The names of blocks of earlier checkpoints that may still be there, to be removed.</summary>
    [Id(4)] public string[] Old { get; set; } = [];
}
