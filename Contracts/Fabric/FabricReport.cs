namespace Tickstorm.Contracts.Fabric;

/// <summary>What fabrics report of an order, for themselves and the silos below them.</summary>
[GenerateSerializer, Immutable, Alias("tickstorm.fabric-report-2")]
public sealed record FabricReport
{
    /// <summary>Why the order could not be carried out; null when it was.</summary>
    [Id(0)] public string? Failure { get; init; }

    /// <summary>True when trying the same again cannot help: the simulation itself failed.</summary>
    [Id(1)] public bool Fatal { get; init; }

    /// <summary>After a round the earliest change of a message, otherwise the next event, ns.</summary>
    [Id(2)] public long EarliestNs { get; init; } = long.MaxValue;

    /// <summary>Processes to execute again.</summary>
    [Id(3)] public long Dirty { get; init; }

    /// <summary>Events executed since the epoch began.</summary>
    [Id(4)] public long Executed { get; init; }

    /// <summary>Events committed by the order.</summary>
    [Id(5)] public long Committed { get; init; }

    /// <summary>Processes that were active in the committed window.</summary>
    [Id(6)] public long Active { get; init; }

    /// <summary>Messages that wait.</summary>
    [Id(7)] public long Undelivered { get; init; }

    /// <summary>Lists sent to other silos in the round.</summary>
    [Id(8)] public long ListsSent { get; init; }

    /// <summary>Lists received from other silos in the round.</summary>
    [Id(9)] public long ListsReceived { get; init; }

    /// <summary>Bytes sent to other silos in the round.</summary>
    [Id(10)] public long BytesSent { get; init; }

    /// <summary>Grain calls made.</summary>
    [Id(11)] public long Turns { get; init; }

    /// <summary>Names of the blocks written.</summary>
    [Id(12)] public string[] Blocks { get; init; } = [];

    /// <summary>Processor time since the epoch began in the models' own code, ns.</summary>
    [Id(13)] public long ModelNs { get; init; }

    /// <summary>Processor time of the silos' processes since the epoch began, ns.</summary>
    [Id(14)] public long CpuNs { get; init; }

    /// <summary>Trace records since the last checkpoint.</summary>
    [Id(15)] public long Traced { get; init; }

    /// <summary>Names of the trace blocks written.</summary>
    [Id(16)] public string[] TraceBlocks { get; init; } = [];

    /// <summary>The most events that one process executed in one turn of the round.</summary>
    [Id(17)] public long LongestTurn { get; init; }

    /// <summary>True when it was the storage that failed: the run waits for it.</summary>
    [Id(18)] public bool InStorage { get; init; }

    /// <summary>True when the order is still being carried out: it is to be given again, which waits for the same report.</summary>
    [Id(19)] public bool IsPending { get; init; }

    /// <summary>Two silos of which the first cannot reach the second; empty when that was not the failure.</summary>
    [Id(20)] public SiloAddress[] Cut { get; init; } = [];

    /// <summary>Silos whose model is of another version than the plan's.</summary>
    [Id(21)] public SiloAddress[] OtherVersions { get; init; } = [];

    /// <summary>True when a silo had not enough memory for its part.</summary>
    [Id(22)] public bool OutOfMemory { get; init; }

    /// <summary>Events of the latest execution of each process in the open window.</summary>
    [Id(23)] public long Held { get; init; }

    /// <summary>After a commit: the last checkpoint of the epoch whose blocks are all written; 0 for none.</summary>
    [Id(24)] public long Stored { get; init; }

    /// <summary>After a run of windows: how many there were. Only the first silo says so, as all that follows.</summary>
    [Id(25)] public long Windows { get; init; }

    /// <summary>After a run of windows: rounds in them.</summary>
    [Id(26)] public long Rounds { get; init; }

    /// <summary>After a run of windows: everything before this time is committed, ns.</summary>
    [Id(27)] public long CommittedNs { get; init; }

    /// <summary>After a run of windows: the longest window that the silos bear, ns; 0 when the wanted one can be borne.</summary>
    [Id(28)] public long LearnedNs { get; init; }

    /// <summary>Bytes allocated in windows since the epoch began: by workers or, where grains execute, by the silos' processes.</summary>
    [Id(29)] public long AllocatedBytes { get; init; }

    /// <summary>At a run's end: what each silo has reduced its part of the result to.</summary>
    [Id(30)] public byte[][] Folds { get; init; } = [];

    /// <summary>Where the time since the epoch began was spent; nothing where grains execute.</summary>
    [Id(31)] public SpanTimes Times { get; init; }

    /// <summary>One report for two.</summary>
    public FabricReport And(FabricReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new FabricReport
        {
            Failure = Fatal ? Failure : other.Fatal ? other.Failure : InStorage ? Failure : other.InStorage ? other.Failure
                : Failure ?? other.Failure,
            Fatal = Fatal || other.Fatal,
            InStorage = InStorage || other.InStorage,
            Cut = Cut.Length > 0 ? Cut : other.Cut,
            OtherVersions = [.. OtherVersions, .. other.OtherVersions],
            OutOfMemory = OutOfMemory || other.OutOfMemory,
            EarliestNs = Math.Min(EarliestNs, other.EarliestNs),
            Dirty = Dirty + other.Dirty,
            Executed = Executed + other.Executed,
            Held = Held + other.Held,
            Stored = Math.Min(Stored, other.Stored),
            Committed = Committed + other.Committed,
            Active = Active + other.Active,
            Undelivered = Undelivered + other.Undelivered,
            ListsSent = ListsSent + other.ListsSent,
            ListsReceived = ListsReceived + other.ListsReceived,
            BytesSent = BytesSent + other.BytesSent,
            Turns = Turns + other.Turns,
            LongestTurn = Math.Max(LongestTurn, other.LongestTurn),
            Traced = Traced + other.Traced,
            TraceBlocks = [.. TraceBlocks, .. other.TraceBlocks],
            ModelNs = ModelNs + other.ModelNs,
            CpuNs = CpuNs + other.CpuNs,
            Blocks = [.. Blocks, .. other.Blocks],
            Windows = Windows + other.Windows,
            Rounds = Rounds + other.Rounds,
            CommittedNs = Math.Max(CommittedNs, other.CommittedNs),
            LearnedNs = Math.Max(LearnedNs, other.LearnedNs),
            AllocatedBytes = AllocatedBytes + other.AllocatedBytes,
            Folds = [.. Folds, .. other.Folds],
            Times = Times.And(other.Times),
        };
    }
}
