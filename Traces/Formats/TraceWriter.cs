using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Formats;

/// <summary>
/// Writes one trace. Disposing it makes the file readable, however far it got. A disk that is full ends the file, not the run: what comes
/// later is passed over, and <see cref="CutReason"/> says why.
/// </summary>
/// <param name="info">The run it is of.</param>
/// <param name="output">What is written; null for a trace that is no file.</param>
public abstract class TraceWriter(TraceRunInfo info, Output? output) : ITraceSink, IDisposable
{
    private RecordSum _sum;
    private TraceTotals? _totals;
    private bool _disposed;
    private bool _begun;
    private long _beganNs;

    /// <summary>Records written.</summary>
    public long Records => _sum.Count;

    /// <summary>What is written; null for a trace that is no file.</summary>
    public Output? Output => output;

    /// <summary>Why the trace ends early, null when it does not.</summary>
    public string? CutReason { get; private set; }

    /// <summary>True once the trace is in its place.</summary>
    public bool WasKept { get; private set; }

    /// <summary>Where what there is of a trace that ends early can be read; null for a trace that is no file.</summary>
    public virtual string? Remains => output?.Written;

    /// <summary>Virtual time of the last record that was taken, ns.</summary>
    public long LastNs { get; private set; }

    /// <summary>True where a handler's begin and end have only what a kernel prints of them.</summary>
    protected virtual bool IsText => false;

    /// <summary>The most bytes that the totals may take.</summary>
    protected virtual int MostTotals => int.MaxValue;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (CutReason is not null) return;
        try
        {
            foreach (ref readonly TraceRecord record in records)
            {
                if (!_begun) BeginAt(record.Time);
                Put(record);
                _sum.Add(record);
                LastNs = record.Time;
            }
        }
        catch (Exception fault) when (output is not null && fault is IOException or UnauthorizedAccessException)
        {
            CutReason = OutputException.Reason(fault);
        }
    }

    /// <summary>The run's exact totals; they are written when the file is closed.</summary>
    public void Complete(TraceTotals totals) => _totals = totals;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        try
        {
            CloseTrace();
            Release(CutReason is null);
            // What stood there is better than a part of its successor.
            WasKept = CutReason is null && (_totals is not null || output is { Replaces: false });
            if (WasKept) output?.Keep();
            else if (Remains == output?.Written && (Records > 0 || output is { Replaces: false })) output?.Leave();
        }
        catch (OutputException fault)
        {
            CutReason ??= fault.Message;
        }
        finally
        {
            output?.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Closes a copy and puts it in its place, with totals or without.</summary>
    /// <exception cref="OutputException">It could not be written; nothing of it remains.</exception>
    public void Finish()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CloseTrace();
        if (CutReason is { } reason) throw new OutputException(output!.Label, reason);
        _disposed = true;
        Release(isWhole: true);
        output?.Keep();
        output?.Dispose();
    }

    /// <summary>Takes everything back, as if nothing had been written.</summary>
    public void Abandon()
    {
        if (_disposed) return;
        _disposed = true;
        Release(isWhole: true);
        output?.Dispose();
    }

    /// <summary>
    /// Writes the run's description where that is an event: at the time of the first record, since viewers take 0 for no time.
    /// </summary>
    protected virtual void Begin(long timeNs)
    {
    }

    /// <summary>Writes a record.</summary>
    protected abstract void Put(in TraceRecord record);

    /// <summary>Writes the rest of the file.</summary>
    protected abstract void Close(TraceTotals? totals);

    /// <summary>Gives up what the writer holds besides its output; what cannot be had again from a whole file stays.</summary>
    protected virtual void Release(bool isWhole)
    {
    }

    /// <summary>
    /// When the run ended, ns: never before what was written. A run that was ended before its first window has simulated nothing, and its
    /// description stands at 1 ns all the same.
    /// </summary>
    protected long EndNs(TraceTotals totals) => Math.Max(Math.Max(_beganNs, LastNs), totals.SimulatedNs);

    private void BeginAt(long timeNs)
    {
        _begun = true;
        _beganNs = timeNs;
        Begin(timeNs);
    }

    private void CloseTrace()
    {
        try
        {
            if (CutReason is null && !_begun) BeginAt(Math.Max(1, _totals?.SimulatedNs ?? 0));
            if (CutReason is null) Close(_totals is null ? null : _sum.Seal(info, RunInfoJson.AtMost(_totals, MostTotals), IsText));
        }
        catch (Exception fault) when (output is not null && fault is IOException or UnauthorizedAccessException)
        {
            CutReason = OutputException.Reason(fault);
        }
    }
}
