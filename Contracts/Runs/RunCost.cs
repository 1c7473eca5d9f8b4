using Tickstorm.Contracts.Fabric;

namespace Tickstorm.Contracts.Runs;

/// <summary>What an epoch has cost, in wall time and memory. It decides nothing.</summary>
/// <param name="ActivationSeconds">Until all grains had started.</param>
/// <param name="Seconds">In windows, from order to commit; checkpoints are not counted.</param>
/// <param name="ModelSeconds">Of the processors, in the models' own code.</param>
/// <param name="CpuSeconds">Of the processors, in the silos' processes.</param>
[GenerateSerializer, Immutable, Alias("tickstorm.run-cost")]
public readonly record struct RunCost(
    [property: Id(0)] double ActivationSeconds,
    [property: Id(1)] double Seconds,
    [property: Id(2)] double ModelSeconds,
    [property: Id(3)] double CpuSeconds)
{
    /// <summary>In which no window went on because a checkpoint was taken; the one of the end is not counted.</summary>
    [Id(4)] public double CheckpointSeconds { get; init; }

    /// <summary>Bytes that were allocated in windows: by the silos' workers or, where grains execute, by their processes.</summary>
    [Id(5)] public long AllocatedBytes { get; init; }

    /// <summary>From the loss of a silo, when it is declared, to the next committed window; null when the epoch follows no loss.</summary>
    [Id(6)] public double? AgainSeconds { get; init; }

    /// <summary>Where the silos' time was spent; nothing where grains execute.</summary>
    [Id(7)] public SpanTimes Times { get; init; }

    /// <summary>Of the windows those of the first half of what is simulated, in which tables grow.</summary>
    [Id(8)] public long EarlyWindows { get; init; }

    /// <summary>Of the allocated bytes those of the first half.</summary>
    [Id(9)] public long EarlyAllocatedBytes { get; init; }
}
