using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Analysis;

/// <summary>Analyses one trace in a single pass, in memory that grows with CPUs and not with time.</summary>
/// <remarks>Takes a reader's events, or directly the records of a run in progress.</remarks>
public sealed class TraceAnalyzer : ICaptureSink, ITraceSink
{
    private readonly KernelAnalysis _kernel = new();
    private readonly SimulatedAnalysis _simulated = new();
    private TraceTotals? _totals;
    private bool _isSimulated;
    private long _events;
    private long _firstNs = long.MaxValue;
    private long _lastNs = long.MinValue;
    private long? _lost = 0;

    /// <summary>Reads and analyses a trace of any known format.</summary>
    /// <exception cref="TraceFormatException">It cannot be read as any format.</exception>
    public static AnalysisResult Analyze(string path)
    {
        TraceAnalyzer analyzer = new();
        return analyzer.Finish(TraceFile.Read(path, analyzer));
    }

    /// <inheritdoc/>
    public void Cpus(int count)
    {
        if (count is <= 0 or > 1_000_000) return;
        _kernel.Reach(count);
        _simulated.Reach(count);
    }

    /// <inheritdoc/>
    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
        Note(captured.TimeNs);
        _kernel.Take(captured, name);
    }

    /// <inheritdoc/>
    public void Lost(int cpu, long? count) => _lost += count;

    /// <inheritdoc/>
    public void Record(in TraceRecord record)
    {
        _isSimulated = true;
        Note(record.Time);
        _simulated.Take(record);
    }

    /// <inheritdoc/>
    public void Run(TraceRunInfo info, TraceTotals? totals)
    {
        _isSimulated = true;
        _simulated.Run = info;
        _totals = totals ?? _totals;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<TraceRecord> records)
    {
        foreach (ref readonly TraceRecord record in records) Record(record);
    }

    /// <summary>The figures, once everything was read.</summary>
    public AnalysisResult Finish(string format)
    {
        bool any = _events > 0;
        SourceSummary source = new(format, _events, any ? _firstNs : null, any ? _lastNs : null, _lost);
        return _isSimulated ? _simulated.Result(source, _totals) : _kernel.Result(source);
    }

    private void Note(long timeNs)
    {
        _events++;
        _firstNs = Math.Min(_firstNs, timeNs);
        _lastNs = Math.Max(_lastNs, timeNs);
    }
}
