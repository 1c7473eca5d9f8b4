using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;
using Tickstorm.Tracing;

namespace Tickstorm.Traces.Files;

/// <summary>Copies a trace of the simulator into another format.</summary>
public sealed class TraceConverter : ICaptureSink, IDisposable
{
    private readonly string _path;
    private readonly TraceFormat _format;
    private readonly string _target;
    private TraceWriter? _writer;

    private TraceConverter(string path, TraceFormat format, string target) => (_path, _format, _target) = (path, format, target);

    /// <summary>Converts a trace, and returns how many records it has.</summary>
    /// <exception cref="TraceFormatException">There is no such format, or the trace cannot be read or is a real kernel's.</exception>
    public static long Convert(string path, string format, string target)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(target);
        TraceFormat known = TraceFormats.Named(format)
            ?? throw new TraceFormatException(target, "--to", $"there is no format {format}", $"{TraceFormats.Names} was expected");
        if (Path.GetFullPath(path) == Path.GetFullPath(target))
            throw new TraceFormatException(target, "--out", "this is the trace itself", "another path was expected");
        using TraceConverter converter = new(path, known, target);
        TraceFile.Read(path, converter);
        return converter._writer?.Records ?? 0;
    }

    /// <inheritdoc/>
    public void Cpus(int count)
    {
    }

    /// <inheritdoc/>
    public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name) =>
        throw new TraceFormatException(
            _path, "first event", "this is a real kernel's trace",
            "only the simulator's own traces are converted; trace-cmd and perf convert the kernel's");

    /// <inheritdoc/>
    public void Lost(int cpu, long? count)
    {
    }

    /// <inheritdoc/>
    public void Record(in TraceRecord record)
    {
        if (_writer is null)
        {
            throw new TraceFormatException(
                _path, "first record", "the trace does not say which run it is of", "a trace with run_info was expected");
        }

        _writer.Write([record]);
    }

    /// <inheritdoc/>
    public void Run(TraceRunInfo info, TraceTotals? totals)
    {
        _writer ??= _format.Open(_target, info);
        if (totals is not null) _writer.Complete(totals);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();
}
