using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>Writes one trace file. Disposing it makes the file readable, however far it got.</summary>
public abstract class TraceWriter : ITraceSink, IDisposable
{
    private TraceTotals? _totals;
    private bool _disposed;

    /// <summary>Records written.</summary>
    public long Records { get; private set; }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Records += records.Length;
        foreach (ref readonly TraceRecord record in records) Put(record);
    }

    /// <summary>The run's exact totals; they are written when the file is closed.</summary>
    public void Complete(TraceTotals totals) => _totals = totals;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Close(_totals);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes a record.</summary>
    protected abstract void Put(in TraceRecord record);

    /// <summary>Writes the rest of the file and closes it.</summary>
    protected abstract void Close(TraceTotals? totals);
}
