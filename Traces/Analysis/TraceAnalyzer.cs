using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Analysis;

/// <summary>Analyses one trace in a single pass, in memory that grows with CPUs and not with time.</summary>
/// <remarks>Takes a reader's events, or directly the records of a run in progress.</remarks>
public sealed class TraceAnalyzer : ICaptureSink, ITraceSink
{
    /// <summary>The format of records that come from a run in this process.</summary>
    public const string Live = "records";

    private readonly KernelAnalysis _kernel = new();
    private readonly SimulatedAnalysis _simulated = new();
    private TraceTotals? _totals;
    private bool _isSimulated;
    private long _events;
    private long _firstNs = long.MaxValue;
    private long _lastNs = long.MinValue;
    private long? _lost = 0;
    private RecordSum _sum;
    private string? _cut;
    private bool _isSurelyCut;

    /// <summary>Reads and analyses a trace of any known format.</summary>
    /// <exception cref="TraceFormatException">It cannot be read as any format.</exception>
    /// <param name="path">The file.</param>
    /// <param name="beside">Hears all that the analysis hears; null for nobody.</param>
    public static AnalysisResult Analyze(string path, ICaptureSink? beside = null)
    {
        TraceAnalyzer analyzer = new() { Beside = beside };
        AnalysisResult result = analyzer.Finish(TraceFile.Read(path, analyzer));
        return analyzer._isSimulated ? result with { Contradiction = analyzer.Contradiction(result) } : result;
    }

    /// <summary>Hears all that the analysis hears; null for nobody.</summary>
    public ICaptureSink? Beside { get; init; }

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
        Beside?.Event(captured, name);
    }

    /// <inheritdoc/>
    public void Lost(int cpu, long? count)
    {
        _lost += count;
        Beside?.Lost(cpu, count);
    }

    /// <inheritdoc/>
    public void Cut(string place, string wrong, bool isSure)
    {
        _cut ??= $"{wrong} ({place})";
        _isSurelyCut |= isSure;
    }

    /// <inheritdoc/>
    public void Record(in TraceRecord record)
    {
        _isSimulated = true;
        Note(record.Time);
        _sum.Add(record);
        _simulated.Take(record);
        Beside?.Record(record);
    }

    /// <inheritdoc/>
    public void Run(TraceRunInfo info, TraceTotals? totals)
    {
        _isSimulated = true;
        _simulated.Run = info;
        Beside?.Run(info, totals);
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
        // The records of a run that is still in this process have their totals from elsewhere.
        bool isCut = _isSurelyCut || (_isSimulated && _totals is null && format != Live);
        SourceSummary source = new(format, _events, any ? _firstNs : null, any ? _lastNs : null, isCut && _isSimulated ? null : _lost)
        {
            Cut = isCut ? true : _cut is null ? false : null,
            CutWhere = _cut,
        };
        return _isSimulated ? _simulated.Result(source, _totals) : _kernel.Result(source);
    }

    // What the file's totals say against what it holds.
    private string? Contradiction(AnalysisResult result)
    {
        if (_totals is null) return null;
        if (_sum.Contradicts(_simulated.Run, _totals, result.Source.Format) is { } wrong) return wrong;
        Ledger counted = result.Counted with { Late = null }, said = result.Totals with { Late = null };
        if (!_simulated.Run.Sampled && counted != said)
        {
            return $"its totals are of {said.Raised} ticks, {said.Handled} of them handled,"
                + $" and it holds {counted.Raised} and {counted.Handled}";
        }

        return _lost == 0 ? null : "it says that its tracer lost events, which a run of the simulator does not";
    }

    private void Note(long timeNs)
    {
        _events++;
        _firstNs = Math.Min(_firstNs, timeNs);
        _lastNs = Math.Max(_lastNs, timeNs);
    }
}
