using Tickstorm.Results;

namespace Tickstorm.Contracts.Runs;

/// <summary>Where a run stands.</summary>
[GenerateSerializer, Alias("tickstorm.run-status")]
public enum RunStatus
{
    /// <summary>There is no such run.</summary>
    Unknown,

    /// <summary>It is running.</summary>
    Running,

    /// <summary>It stands between two windows.</summary>
    Paused,

    /// <summary>It reached its end.</summary>
    Done,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It has not begun: others have what it needs.</summary>
    Queued,
}

/// <summary>Where a run is, and what it took.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.run-progress")]
public sealed record RunProgress
{
    /// <summary>How it stands.</summary>
    [Id(0)] public RunStatus Status { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    [Id(1)] public string? Failure { get; init; }

    /// <summary>The epoch.</summary>
    [Id(2)] public long Epoch { get; init; }

    /// <summary>The last committed window of the epoch.</summary>
    [Id(3)] public long Window { get; init; }

    /// <summary>Everything before this time is committed, ns.</summary>
    [Id(4)] public long CommittedNs { get; init; }

    /// <summary>The run's length, ns.</summary>
    [Id(5)] public long DurationNs { get; init; }

    /// <summary>Windows committed.</summary>
    [Id(6)] public long Windows { get; init; }

    /// <summary>Rounds in them.</summary>
    [Id(7)] public long Rounds { get; init; }

    /// <summary>Events executed, discarded ones included.</summary>
    [Id(8)] public long Executed { get; init; }

    /// <summary>Events committed.</summary>
    [Id(9)] public long Committed { get; init; }

    /// <summary>Sum over windows of the active processes.</summary>
    [Id(10)] public long Active { get; init; }

    /// <summary>Most undelivered messages at a commit.</summary>
    [Id(11)] public long PeakMessages { get; init; }

    /// <summary>Bytes in batches between silos.</summary>
    [Id(12)] public long BytesSent { get; init; }

    /// <summary>Grain calls.</summary>
    [Id(13)] public long Turns { get; init; }

    /// <summary>The silos that take part.</summary>
    [Id(14)] public string[] Silos { get; init; } = [];

    /// <summary>How many blocks the final state has; 0 before the end.</summary>
    [Id(15)] public int FinalBlocks { get; init; }

    /// <summary>What happened to the run on the way, one sentence each.</summary>
    [Id(16)] public string[] Story { get; init; } = [];

    /// <summary>What the epoch has cost so far.</summary>
    [Id(17)] public RunCost Cost { get; init; }

    /// <summary>Trace segments that exist: those of complete checkpoints.</summary>
    [Id(18)] public int TraceSegments { get; init; }

    /// <summary>Why it waits, although it is not paused; null while it goes on.</summary>
    [Id(19)] public string? Trouble { get; init; }

    /// <summary>Who has started it; empty when that is not known.</summary>
    [Id(20)] public string Owner { get; init; } = "";

    /// <summary>Where in the queue it is, from 1; 0 when it does not wait there.</summary>
    [Id(21)] public int Place { get; init; }

    /// <summary>Bytes of trace that it has stored in all.</summary>
    [Id(22)] public long TraceBytes { get; init; }

    /// <summary>How many interrupts of clients are in what was or is computed.</summary>
    [Id(23)] public int Injected { get; init; }

    /// <summary>How the cluster went about it, as results have it.</summary>
    public EngineReport ToReport() => new("cluster", Silos.Length, new RunOutcome(
        CommittedNs, Status == RunStatus.Done, Windows, Rounds, Executed, Committed, Windows == 0 ? 0 : (double)Active / Windows,
        PeakMessages));

    /// <summary>True when nothing more will come.</summary>
    public bool HasEnded => Status is RunStatus.Done or RunStatus.Cancelled or RunStatus.Failed or RunStatus.Unknown;
}

/// <summary>A complete checkpoint.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CommittedNs">The time of its state, ns.</param>
/// <param name="Blocks">How many blocks it has.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.checkpoint-info")]
public readonly record struct CheckpointInfo([property: Id(0)] long Id, [property: Id(1)] long CommittedNs, [property: Id(2)] int Blocks);
