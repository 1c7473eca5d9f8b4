using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tickstorm.Grains;

/// <summary>What a silo measures of itself while runs go on. No label per CPU or run.</summary>
internal static class ClusterMeter
{
    private static readonly Meter s_meter = new("Tickstorm.Cluster");

    // 50 us to 30 s.
    private static readonly InstrumentAdvice<double> s_times = new()
    {
        HistogramBucketBoundaries = [5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    };

    /// <summary>Runs that this silo leads now.</summary>
    public static readonly UpDownCounter<long> Leading = s_meter.CreateUpDownCounter<long>(
        "tickstorm.cluster.runs.leading", "{run}", "Runs that this silo leads now, paused ones included");

    /// <summary>Those of them that are paused.</summary>
    public static readonly UpDownCounter<long> Paused = s_meter.CreateUpDownCounter<long>(
        "tickstorm.cluster.runs.paused", "{run}", "Runs that this silo leads and that are paused");

    /// <summary>Runs led here that have not begun.</summary>
    public static readonly UpDownCounter<long> Queued = s_meter.CreateUpDownCounter<long>(
        "tickstorm.cluster.runs.queued", "{run}", "Runs that this silo leads and that wait for their turn");

    /// <summary>Calls of clients that were refused.</summary>
    public static readonly Counter<long> Refused = s_meter.CreateCounter<long>(
        "tickstorm.cluster.calls.refused", "{call}", "Calls of clients that this silo refused");

    /// <summary>Windows committed by runs that this silo leads.</summary>
    public static readonly Counter<long> Windows = s_meter.CreateCounter<long>(
        "tickstorm.cluster.windows", "{window}", "Windows committed by runs led here");

    /// <summary>Rounds of those windows.</summary>
    public static readonly Counter<long> Rounds = s_meter.CreateCounter<long>(
        "tickstorm.cluster.rounds", "{round}", "Rounds of those windows");

    /// <summary>Events committed by those runs.</summary>
    public static readonly Counter<long> Committed = s_meter.CreateCounter<long>(
        "tickstorm.cluster.events.committed", "{event}", "Events committed by runs led here");

    /// <summary>Events executed by those runs.</summary>
    public static readonly Counter<long> Executed = s_meter.CreateCounter<long>(
        "tickstorm.cluster.events.executed", "{event}", "Events executed by runs led here, those that were executed again included");

    /// <summary>Wall time of a round.</summary>
    public static readonly Histogram<double> RoundTime = s_meter.CreateHistogram(
        "tickstorm.cluster.round.duration", "s", "Wall time of a round, all silos together, as its leader sees it", null, s_times);

    /// <summary>Epochs begun.</summary>
    public static readonly Counter<long> Epochs = s_meter.CreateCounter<long>(
        "tickstorm.cluster.epochs", "{epoch}", "Epochs begun by runs led here; each but a run's first follows a loss or a change of silos");

    /// <summary>Checkpoints completed.</summary>
    public static readonly Counter<long> Checkpoints = s_meter.CreateCounter<long>(
        "tickstorm.cluster.checkpoints", "{checkpoint}", "Checkpoints completed by runs led here");

    /// <summary>Wall time of a checkpoint.</summary>
    public static readonly Histogram<double> CheckpointTime = s_meter.CreateHistogram(
        "tickstorm.cluster.checkpoint.duration", "s", "Wall time of a checkpoint", null, s_times);

    /// <summary>Grain calls made by this silo's fabric.</summary>
    public static readonly Counter<long> Turns = s_meter.CreateCounter<long>(
        "tickstorm.cluster.turns", "{call}", "Grain calls made by this silo's fabric");

    /// <summary>Bytes sent to other silos in batches.</summary>
    public static readonly Counter<long> BatchBytes = s_meter.CreateCounter<long>(
        "tickstorm.cluster.batch.size", "By", "Bytes sent to other silos in batches");

    /// <summary>Counts one more until disposed.</summary>
    public static Counted One(UpDownCounter<long> counter)
    {
        counter.Add(1);
        return new Counted(counter);
    }

    /// <summary>One that is counted until disposed.</summary>
    public readonly struct Counted(UpDownCounter<long> counter) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => counter.Add(-1);
    }

    /// <summary>Records the wall time from now until disposed.</summary>
    public static Timed Time(Histogram<double> histogram) => new(histogram, Stopwatch.GetTimestamp());

    /// <summary>A wall time that is being measured.</summary>
    public readonly struct Timed(Histogram<double> histogram, long start) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => histogram.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
