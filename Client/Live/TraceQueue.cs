using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Live;

/// <summary>
/// Hands records to a thread of its own, so that the run goes on while they are written. What it holds is bounded: a run that is faster
/// than its trace waits.
/// </summary>
internal sealed class TraceQueue : ITraceSink, IDisposable
{
    private const int BatchRecords = 1 << 14;
    private const int Batches = 8;

    // Who reads a trace while it grows sees what happened that long ago at most, as far as the run has got.
    private const int LongestHeldMs = 200;
    private readonly ITraceSink _inner;
    private readonly BlockingCollection<Batch> _full = [];
    private readonly BlockingCollection<Batch> _free = [];
    private readonly Thread _thread;
    private Batch? _batch;
    private bool _closed;
    private long _handedOver = Environment.TickCount64;
    private volatile ExceptionDispatchInfo? _fault;

    /// <summary>A queue before <paramref name="inner"/>, which no other thread calls until <see cref="Dispose"/>.</summary>
    public TraceQueue(ITraceSink inner)
    {
        _inner = inner;
        for (int i = 0; i < Batches; i++) _free.Add(new Batch());
        _thread = new Thread(Work) { IsBackground = true, Name = "tickstorm trace" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public bool AnomaliesOnly => _inner.AnomaliesOnly;

    /// <inheritdoc/>
    /// <remarks>Throws what was thrown where earlier records were taken.</remarks>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        while (!records.IsEmpty)
        {
            _fault?.Throw();
            Batch batch = _batch ??= _free.Take();
            int taken = Math.Min(records.Length, BatchRecords - batch.Count);
            records[..taken].CopyTo(batch.Records.AsSpan(batch.Count));
            batch.Count += taken;
            records = records[taken..];
            if (batch.Count == BatchRecords) HandOver();
        }

        if (Environment.TickCount64 - _handedOver > LongestHeldMs) HandOver();
    }

    /// <summary>Waits until all that came has been taken; throws what was thrown there.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        HandOver();
        _full.CompleteAdding();
        _thread.Join();
        _full.Dispose();
        _free.Dispose();
        _fault?.Throw();
    }

    private void HandOver()
    {
        _handedOver = Environment.TickCount64;
        if (_batch is null) return;
        _full.Add(_batch);
        _batch = null;
    }

    private void Work()
    {
        foreach (Batch batch in _full.GetConsumingEnumerable())
        {
            try
            {
                if (_fault is null) _inner.Write(batch.Records.AsSpan(0, batch.Count));
            }
#pragma warning disable CA1031 // It is thrown where the run's records come from.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _fault = ExceptionDispatchInfo.Capture(failure);
            }

            batch.Count = 0;
            _free.Add(batch);
        }
    }

    private sealed class Batch
    {
        public TraceRecord[] Records { get; } = new TraceRecord[BatchRecords];

        public int Count { get; set; }
    }
}
