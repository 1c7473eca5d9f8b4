using Tickstorm.Traces.Analysis.Captures;
using Tickstorm.Traces.Files;
using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Inputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Analysis;

/// <summary>Analyses one trace in a single pass, in memory that grows with CPUs and not with time.</summary>
/// <remarks>Takes a reader's events, or directly the records of a run in progress.</remarks>
public sealed class TraceAnalyzer : ICaptureSink, ITraceSink
{
    /// <summary>The format of records that come from a run in this process.</summary>
    public const string Live = "records";

    private const string Whole = "whole file: ";
    private const long MostSorted = 4_000_000;
    private const long DisorderNs = 1_000_000;
    private readonly AnalysisChoice _choice;
    private readonly KernelAnalysis _kernel;
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
    private string? _contradiction;
    private readonly SkippedLines _skipped = new();
    private readonly string _name;

    /// <summary>Analyses all that comes.</summary>
    public TraceAnalyzer()
        : this(AnalysisChoice.All, Live)
    {
    }

    /// <summary>Analyses what is chosen of a file of this name.</summary>
    internal TraceAnalyzer(AnalysisChoice choice, string name) => (_choice, _kernel, _name) = (choice, new KernelAnalysis(choice), name);

    /// <summary>Reads and analyses a trace of any known format.</summary>
    /// <exception cref="TraceFormatException">It cannot be read as any format.</exception>
    public static AnalysisResult Analyze(string path) => Analyze(new InputFile(path));

    /// <summary>Reads and analyses a trace of any known format.</summary>
    /// <param name="input">The file, pipe or standard input.</param>
    /// <param name="allowUnsorted">Sorts a capture that is out of order.</param>
    /// <param name="choice">What of a capture is of interest; null for all.</param>
    /// <param name="beside">Makes what hears all that the analysis hears, once for each pass; null for nobody.</param>
    /// <exception cref="TraceFormatException">It cannot be read as any format.</exception>
    public static AnalysisResult Analyze(
        InputFile input, bool allowUnsorted = false, AnalysisChoice? choice = null, Func<ICaptureSink>? beside = null)
    {
        TraceAnalyzer analyzer = new(choice ?? AnalysisChoice.All, input.Name) { Beside = beside?.Invoke() };
        string format = TraceFile.Read(input, analyzer, allowUnsorted);
        if (!allowUnsorted && analyzer.SortingShowsMore(input))
        {
            // Put into one order, there is more to see: IPIs, waits, ticks that are due together.
            analyzer = new TraceAnalyzer(choice ?? AnalysisChoice.All, input.Name) { Beside = beside?.Invoke() };
            format = TraceFile.Read(input, analyzer, allowUnsorted: true);
            analyzer.Remark("the order of the events: those of the CPUs stood apart and were sorted by time");
        }

        AnalysisResult result = analyzer.Finish(format);
        return result with { Contradiction = analyzer.Contradicted(result) };
    }

    /// <summary>True when the events of the CPUs stand apart in a file that can be read again, in one order.</summary>
    internal bool SortingShowsMore(InputFile input) =>
        _kernel.IsApart && input.IsOrdinary && _events <= MostSorted && !input.Cancel.IsCancellationRequested;

    /// <summary>Hears all that the analysis hears; null for nobody.</summary>
    public ICaptureSink? Beside { get; init; }

    /// <inheritdoc/>
    public void Cpus(int count)
    {
        _kernel.Reach(count);
        _simulated.Reach(count);
        Beside?.Cpus(count);
    }

    /// <inheritdoc/>
    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
        _kernel.Sees(captured);
        if (!_choice.Takes(captured.Cpu, captured.TimeNs)) return;
        // The CPUs' events stand one after the other: what lies between those of two CPUs cannot be seen.
        if (captured.TimeNs + DisorderNs < _lastNs) _kernel.IsApart = true;
        Note(captured.TimeNs);
        _kernel.Take(captured, name);
        Beside?.Event(captured, name);
    }

    /// <inheritdoc/>
    public void Lost(int cpu, long? count)
    {
        _lost += count;
        _kernel.Lost(cpu, _events == 0 ? -1 : _lastNs);
        Beside?.Lost(cpu, count);
    }

    /// <inheritdoc/>
    public void Skipped(string place, string wrong, ReadOnlySpan<byte> line)
    {
        if (_choice.Strict) throw new TraceFormatException(_name, place, wrong, "with --strict every line must be an event");
        _skipped.Add(place, wrong, line);
        Beside?.Skipped(place, wrong, line);
    }

    /// <inheritdoc/>
    public void Remark(string note) => _kernel.Remark(note);

    /// <inheritdoc/>
    public void WithoutCpus() => _kernel.HasNoCpus = true;

    /// <inheritdoc/>
    public void Resolution(long ns) => _kernel.Resolution(ns);

    /// <inheritdoc/>
    public void Cut(string place, string wrong, bool isSure)
    {
        _cut ??= $"{wrong} ({place})";
        _isSurelyCut |= isSure;
        Beside?.Cut(place, wrong, isSure);
    }

    /// <inheritdoc/>
    public void Contradiction(string place, string wrong)
    {
        _contradiction ??= $"{place}: {wrong}";
        Beside?.Contradiction(place, wrong);
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
            Skipped = _skipped,
        };
        return _isSimulated ? _simulated.Result(source, _totals) : _kernel.Result(source);
    }

    // What the file's totals say against what it holds.
    private string? Contradicted(AnalysisResult result)
    {
        if (!_isSimulated || _contradiction is not null) return _contradiction;
        if (_totals is null) return null;
        if (_sum.Contradicts(_simulated.Run, _totals, result.Source.Format) is { } wrong) return Whole + wrong;
        Ledger counted = result.Counted with { Late = null }, said = result.Totals with { Late = null };
        if (!_simulated.Run.Sampled && counted != said)
        {
            return $"{Whole}its totals are of {said.Raised} ticks, {said.Handled} of them handled,"
                + $" and it holds {counted.Raised} and {counted.Handled}";
        }

        return _lost == 0 ? null : Whole + "it says that its tracer lost events, which a run of the simulator does not";
    }

    private void Note(long timeNs)
    {
        _events++;
        _firstNs = Math.Min(_firstNs, timeNs);
        _lastNs = Math.Max(_lastNs, timeNs);
    }
}
