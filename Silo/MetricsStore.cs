using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tickstorm.Silo;

/// <summary>Listens to Tickstorm's and Orleans' meters and keeps the latest values. Tags are left out: totals, and nothing per grain.</summary>
internal sealed class MetricsStore : IHostedService, IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Series> _series = new();

    /// <summary>One instrument's value.</summary>
    /// <param name="Name">The instrument's name.</param>
    /// <param name="Help">What it is.</param>
    /// <param name="IsTotal">True for counters.</param>
    /// <param name="Value">The sum, or the latest value.</param>
    public readonly record struct Sample(string Name, string Help, bool IsTotal, double Value);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Tickstorm", StringComparison.Ordinal) || instrument.Meter.Name == "Microsoft.Orleans") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((i, v, _, _) => Take(i, v));
        _listener.SetMeasurementEventCallback<long>((i, v, _, _) => Take(i, v));
        _listener.SetMeasurementEventCallback<float>((i, v, _, _) => Take(i, v));
        _listener.SetMeasurementEventCallback<double>((i, v, _, _) => Take(i, v));
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>All values as they are now.</summary>
    public IReadOnlyList<Sample> Snapshot()
    {
        foreach ((Instrument instrument, Series series) in _series)
        {
            if (instrument.IsObservable) series.Clear();
        }

        _listener.RecordObservableInstruments();
        return [.. _series.Select(s => new Sample(s.Key.Name, s.Key.Description ?? s.Key.Name, IsTotal(s.Key), s.Value.Value)).OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    private void Take(Instrument instrument, double value) => _series.GetOrAdd(instrument, _ => new Series()).Add(value);

    private static bool IsTotal(Instrument instrument) =>
        instrument.GetType().GetGenericTypeDefinition() is { } kind && (kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) || kind == typeof(Histogram<>));

    private sealed class Series
    {
        private readonly Lock _lock = new();
        private double _sum;

        public double Value
        {
            get
            {
                lock (_lock) return _sum;
            }
        }

        public void Add(double value)
        {
            lock (_lock) _sum += value;
        }

        public void Clear()
        {
            lock (_lock) _sum = 0;
        }
    }
}
