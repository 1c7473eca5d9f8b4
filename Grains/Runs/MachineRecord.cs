using Tickstorm.Contracts.Runs;

namespace Tickstorm.Grains.Runs;

/// <summary>
/// A run's record in storage: what it is, where it stands, and its last complete checkpoint. Writing it makes a checkpoint exist, and an
/// epoch begin.
/// </summary>
[GenerateSerializer, Alias("tickstorm.machine-record")]
public sealed class MachineRecord
{
    /// <summary>The format of what is stored.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format that this record was written in.</summary>
    [Id(0)] public int Format { get; set; } = CurrentFormat;

    /// <summary>What is run; null when nothing was started.</summary>
    [Id(1)] public RunRequest? Request { get; set; }

    /// <summary>How it stands.</summary>
    [Id(2)] public RunProgress Progress { get; set; } = new();

    /// <summary>The last complete checkpoint; null before the first.</summary>
    [Id(3)] public CheckpointManifest? Checkpoint { get; set; }

    /// <summary>It is to stand still, whoever leads it.</summary>
    [Id(4)] public bool Pause { get; set; }

    /// <summary>It is to end, whoever leads it.</summary>
    [Id(5)] public bool Cancel { get; set; }
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
}
