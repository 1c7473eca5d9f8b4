using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Inputs;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Files;

/// <summary>Copies a trace of the simulator into another format.</summary>
public sealed class TraceConverter : ICaptureSink, IDisposable
{
    private readonly string _path;
    private readonly TraceFormat _format;
    private readonly TraceTarget _target;
    private TraceWriter? _writer;
    private CaptureSpans? _spans;
    private RecordSum _sum;
    private TraceRunInfo? _info;
    private TraceTotals? _totals;
    private string? _cut;
    private readonly SkippedLines _skipped = new();
    private long? _epochUnixNs;

    private TraceConverter(string path, TraceFormat format, TraceTarget target) => (_path, _format, _target) = (path, format, target);

    /// <summary>Converts a trace to a file or folder, which appears when it is whole.</summary>
    /// <exception cref="TraceFormatException">There is no such format, or the trace cannot be read or is a real kernel's.</exception>
    /// <exception cref="OutputException">The target cannot be had, or is the trace itself.</exception>
    public static ConvertedTrace Convert(string path, string format, string target) =>
        Convert(path, format, TraceTarget.Whole(new OutputSet(path), "--out", target));

    /// <summary>Converts a trace; with <paramref name="epochUnixNs"/> its virtual time 0 is put elsewhere on the calendar.</summary>
    /// <exception cref="TraceFormatException">There is no such format, or the trace cannot be read or is a real kernel's.</exception>
    public static ConvertedTrace Convert(string path, string format, TraceTarget target, long? epochUnixNs = null) =>
        Convert(new InputFile(path), format, target, epochUnixNs);

    /// <summary>Converts a trace of a pipe or of standard input too.</summary>
    /// <exception cref="TraceFormatException">There is no such format, or the trace cannot be read or is a real kernel's.</exception>
    public static ConvertedTrace Convert(InputFile input, string format, TraceTarget target, long? epochUnixNs = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        TraceFormat known = TraceFormats.Named(format)
            ?? throw new TraceFormatException(format, "--to", "there is no such format", $"{TraceFormats.Names} was expected");
        using TraceConverter converter = new(input.Name, known, target) { _epochUnixNs = epochUnixNs };
        string name = TraceFile.Read(input, converter);
        return converter.Finish(name);
    }

    /// <inheritdoc/>
    public void Cpus(int count)
    {
    }

    /// <inheritdoc/>
    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
    {
        if (_spans is null)
        {
            _writer = _format.OpenCapture(_target, TraceRunInfo.OfCapture(Path.GetFileName(_path)).At(_epochUnixNs))
                ?? throw new TraceFormatException(
                    _path, "first event", "this is a real kernel's trace", "otlp, otlp-json or chrome was expected after --to");
            CaptureWriter writer = (CaptureWriter)_writer;
            _spans = new CaptureSpans(span => writer.Write(span));
        }

        _spans.Take(captured, name);
    }

    /// <inheritdoc/>
    public void WithoutCpus() =>
        throw new TraceFormatException(
            _path, "first event", "it does not say of which CPUs its events are", "perf script -F +cpu prints it");

    /// <inheritdoc/>
    public void Lost(int cpu, long? count) => _spans?.Lost(cpu);

    /// <inheritdoc/>
    public void Skipped(string place, string wrong, ReadOnlySpan<byte> line) => _skipped.Add(place, wrong, line);

    /// <inheritdoc/>
    public void Cut(string place, string wrong, bool isSure) => _cut ??= $"{place}: {wrong}";

    /// <inheritdoc/>
    public void Contradiction(string place, string wrong) =>
        throw new TraceFormatException(_path, place, wrong, "a trace as Tickstorm wrote it was expected");

    /// <inheritdoc/>
    public void Record(in TraceRecord record)
    {
        if (_writer is null)
        {
            throw new TraceFormatException(
                _path, "first record", "the trace does not say which run it is of", "a trace with run_info was expected");
        }

        _sum.Add(record);
        _writer.Write([record]);
        if (_writer.CutReason is { } reason) throw new OutputException(_writer.Output!.Label, reason);
    }

    /// <inheritdoc/>
    public void Run(TraceRunInfo info, TraceTotals? totals)
    {
        _info = info;
        _totals = totals ?? _totals;
        _writer ??= _format.Open(_target, info.At(_epochUnixNs));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Abandon();

    private ConvertedTrace Finish(string format)
    {
        if (_writer is CaptureWriter capture)
        {
            capture.Finish();
            return new ConvertedTrace(capture.Spans, _cut) { IsCapture = true, Skipped = _skipped };
        }

        if (_writer is null)
            throw new TraceFormatException(_path, "whole file", "nothing says which run it is of", "a trace of Tickstorm was expected");
        // A copy of something damaged would have totals that agree with it again.
        if (_cut is null && _totals is not null && _sum.Contradicts(_info!, _totals, format) is { } wrong)
            throw new TraceFormatException(_path, "whole file", wrong, "a trace as Tickstorm wrote it was expected");
        if (_totals is not null && _cut is null) _writer.Complete(_totals);
        else _cut ??= "it has no totals";
        _writer.Finish();
        return new ConvertedTrace(_writer.Records, _cut);
    }
}
