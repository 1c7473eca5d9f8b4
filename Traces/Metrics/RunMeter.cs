using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tickstorm.Results;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Metrics;

/// <summary>What runs came to, as metrics by scenario, design and point of a sweep. No label per CPU or run.</summary>
public sealed class RunMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Tickstorm.Runs";

    private const double Nanosecond = 1e-9;

    // A histogram takes one value a call, some 70 ns each: a run of a million CPUs has billions.
    private const long MostCalls = 1_000_000;

    // 100 ns to 1 s, three a decade.
    private static readonly InstrumentAdvice<double> s_times = new()
    {
        HistogramBucketBoundaries =
            [1e-7, 2e-7, 5e-7, 1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1],
    };

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _runs, _ticks, _expected, _late, _lost, _lostSpans;
    private readonly Gauge<long> _stalled, _starved, _longestQueue;
    private readonly Histogram<double> _latency, _lockWaits;
    private readonly EngineInstruments _engine;

    /// <summary>Makes the instruments; a meter provider that listens to <see cref="Name"/> hears them.</summary>
    public RunMeter()
    {
        _engine = new EngineInstruments(_meter);
        _runs = _meter.CreateCounter<long>("tickstorm.runs", "{run}", "Runs that ended, by whether they were complete");
        _ticks = _meter.CreateCounter<long>("tickstorm.ticks", "{tick}", "Ticks raised, by outcome");
        _expected = _meter.CreateCounter<long>("tickstorm.ticks.expected", "{tick}", "Ticks that the kernels wanted");
        _late = _meter.CreateCounter<long>(
            "tickstorm.ticks.late", "{tick}", "Handled ticks that were late, by what they waited for longest");
        _lost = _meter.CreateCounter<long>("tickstorm.ticks.lost", "{tick}", "Ticks that the kernels wanted and that were lost, by reason");
        _stalled = _meter.CreateGauge<long>("tickstorm.cpus.stalled", "{cpu}", "CPUs of the last run that can never tick again");
        _starved = _meter.CreateGauge<long>(
            "tickstorm.cpus.starved", "{cpu}", "CPUs of the last run that handled no tick in its last two periods");
        _longestQueue = _meter.CreateGauge<long>(
            "tickstorm.lock.queue.longest", "{cpu}", "Longest queue at a line or lock in the last run");
        _latency = _meter.CreateHistogram(
            "tickstorm.tick.latency", "s", "Expiry to handler start of handled ticks, virtual time", null, s_times);
        _lockWaits = _meter.CreateHistogram(
            "tickstorm.lock.wait", "s", "Waits for lines and locks, virtual time; a value for each acquisition", null, s_times);
        _lostSpans = _meter.CreateCounter<long>(
            "tickstorm.exporter.lost_spans", "{span}", "Interrupt spans that the receiver did not take");
    }

    /// <summary>
    /// Adds a run. Histograms take one value for each of its ticks and waits; where these are more than a million, each value stands for as
    /// many as make a million of them, and none of their buckets stays empty.
    /// </summary>
    /// <param name="result">What it came to.</param>
    /// <param name="point">The point of a sweep, as in cpus=4 hz=1000; null for none.</param>
    /// <param name="worst">The trace of its worst tick, which becomes an exemplar; null when there is no trace.</param>
    public void Record(DesignResult result, string? point = null, ActivityTraceId? worst = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.Supported) return;
        TagList run = new() { { "scenario", result.Scenario }, { "design", result.Design } };
        if (point is not null) run.Add("point", point);
        // Whatever span is current in wall time is no example of a wait in virtual time.
        Activity? current = Activity.Current;
        Activity.Current = null;
        _runs.Add(1, With(run, "complete", result.Complete ? "true" : "false"));
        AddOutcomes(result.Ticks, run);
        _expected.Add(result.Ticks.Expected, run);
        foreach (LateCause late in result.LateCauses) _late.Add(late.Count, With(run, "cause", late.Cause));
        foreach (TickLoss loss in result.Losses) _lost.Add(loss.Count, With(run, "reason", loss.Reason.Name()));
        _stalled.Record(result.StalledCpus, run);
        _starved.Record(result.StarvedCpus, run);
        _longestQueue.Record(result.LockWaitNs.LongestQueue, run);
        foreach (LockWaitBuckets waits in result.LockWaits)
            RecordAll(_lockWaits, waits.Buckets, With(run, "lock", waits.Lock.ToString().ToLowerInvariant()));
        RecordLatency(result, run, worst);
        _engine.Record(result.Engine, run);
        Activity.Current = current;
    }

    /// <summary>Adds spans that were lost on their way.</summary>
    public void LoseSpans(long count) => _lostSpans.Add(count);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void AddOutcomes(TickTotals ticks, TagList run)
    {
        ReadOnlySpan<(string Outcome, long Count)> outcomes =
            [("handled", ticks.Handled), ("coalesced", ticks.Coalesced), ("dropped", ticks.Dropped), ("masked", ticks.Masked),
                ("pending", ticks.Pending)];
        foreach ((string outcome, long count) in outcomes) _ticks.Add(count, With(run, "outcome", outcome));
    }

    private static TagList With(TagList run, string key, string value)
    {
        run.Add(key, value);
        return run;
    }

    // The worst tick lies in the last bucket; its own value is exact, and the exemplar is of it.
    private void RecordLatency(DesignResult result, in TagList run, ActivityTraceId? trace)
    {
        RecordAll(_latency, result.LatencyBuckets, run, but: result.Worst is null ? 0 : 1);
        if (result.Worst is not { } worst) return;
        using Activity? of = trace is { } id ? new Activity("tick") : null;
        of?.SetParentId(trace!.Value, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded).Start();
        _latency.Record(worst.LatencyNs * Nanosecond, run);
    }

    private static void RecordAll(
        Histogram<double> histogram, IReadOnlyList<(long UpToNs, long Count)> buckets, in TagList run, int but = 0)
    {
        double share = Math.Min(1, (double)MostCalls / Math.Max(1, buckets.Sum(bucket => bucket.Count)));
        for (int bucket = 0; bucket < buckets.Count; bucket++)
        {
            (long ns, long count) = buckets[bucket];
            if (count > 0) count = Math.Max(1, (long)Math.Round(count * share));
            if (bucket == buckets.Count - 1) count -= but;
            for (long i = 0; i < count; i++) histogram.Record(ns * Nanosecond, run);
        }
    }
}
