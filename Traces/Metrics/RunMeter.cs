using System.Diagnostics.Metrics;
using Tickstorm.Results;

namespace Tickstorm.Traces.Metrics;

/// <summary>What runs came to, as metrics by design. No label per CPU, run or scenario.</summary>
public sealed class RunMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Tickstorm.Runs";

    private const double Nanosecond = 1e-9;

    // 100 ns to 1 s, three a decade.
    private static readonly InstrumentAdvice<double> s_times = new()
    {
        HistogramBucketBoundaries =
            [1e-7, 2e-7, 5e-7, 1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.5, 1],
    };

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _runs, _ticks, _expected, _late, _lostSpans;
    private readonly Gauge<long> _stalled, _starved, _longestQueue;
    private readonly Histogram<double> _latency, _lockWaits;
    private readonly EngineInstruments _engine;

    /// <summary>Makes the instruments; a meter provider that listens to <see cref="Name"/> hears them.</summary>
    public RunMeter()
    {
        _engine = new EngineInstruments(_meter);
        _runs = _meter.CreateCounter<long>("tickstorm.runs", "{run}", "Runs that ended, by design and whether they were complete");
        _ticks = _meter.CreateCounter<long>("tickstorm.ticks", "{tick}", "Ticks raised, by design and outcome");
        _expected = _meter.CreateCounter<long>("tickstorm.ticks.expected", "{tick}", "Ticks that the kernels wanted, by design");
        _late = _meter.CreateCounter<long>("tickstorm.ticks.late", "{tick}", "Handled ticks that were late, by design");
        _stalled = _meter.CreateGauge<long>("tickstorm.cpus.stalled", "{cpu}", "CPUs of the last run that can never tick again, by design");
        _starved = _meter.CreateGauge<long>(
            "tickstorm.cpus.starved", "{cpu}", "CPUs of the last run that handled no tick in its last two periods, by design");
        _longestQueue = _meter.CreateGauge<long>(
            "tickstorm.lock.queue.longest", "{cpu}", "Longest queue at a line or lock in the last run, by design");
        _latency = _meter.CreateHistogram(
            "tickstorm.tick.latency", "s", "Expiry to handler start of handled ticks, virtual time", null, s_times);
        _lockWaits = _meter.CreateHistogram(
            "tickstorm.lock.wait", "s", "Waits for lines and locks, virtual time; a value for each acquisition", null, s_times);
        _lostSpans = _meter.CreateCounter<long>(
            "tickstorm.exporter.lost_spans", "{span}", "Interrupt spans that the receiver did not take");
    }

    /// <summary>Adds a run. Histograms take one call for each of its ticks.</summary>
    public void Record(DesignResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.Supported) return;
        KeyValuePair<string, object?> design = new("design", result.Design);
        _runs.Add(1, design, new("complete", result.Complete ? "true" : "false"));
        AddOutcomes(result.Ticks, design);
        _expected.Add(result.Ticks.Expected, design);
        _late.Add(result.Ticks.Late, design);
        _stalled.Record(result.StalledCpus, design);
        _starved.Record(result.StarvedCpus, design);
        _longestQueue.Record(result.LockWaitNs.LongestQueue, design);
        RecordAll(_latency, result.LatencyBuckets, design);
        RecordAll(_lockWaits, result.LockWaitBuckets, design);
        _engine.Record(result.Engine, design);
    }

    /// <summary>Adds spans that were lost on their way.</summary>
    public void LoseSpans(long count) => _lostSpans.Add(count);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void AddOutcomes(TickTotals ticks, KeyValuePair<string, object?> design)
    {
        ReadOnlySpan<(string Outcome, long Count)> outcomes =
            [("handled", ticks.Handled), ("coalesced", ticks.Coalesced), ("dropped", ticks.Dropped), ("masked", ticks.Masked),
                ("pending", ticks.Pending)];
        foreach ((string outcome, long count) in outcomes) _ticks.Add(count, design, new("outcome", outcome));
    }

    private static void RecordAll(
        Histogram<double> histogram, IReadOnlyList<(long UpToNs, long Count)> buckets, KeyValuePair<string, object?> design)
    {
        foreach ((long ns, long count) in buckets)
        {
            for (long i = 0; i < count; i++) histogram.Record(ns * Nanosecond, design);
        }
    }
}
