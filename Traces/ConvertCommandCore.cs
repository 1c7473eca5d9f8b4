using Tickstorm.Traces.Readers;
using Tickstorm.Traces.Writers;
using Tickstorm.Tracing;

namespace Tickstorm.Traces;

/// <summary>What <c>tickstorm convert</c> does.</summary>
public static class ConvertCommandCore
{
    /// <summary>The formats to convert to, with the endings of their files.</summary>
    public static IReadOnlyDictionary<string, string> Formats { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["otlp"] = ".otlp",
        ["otlp-json"] = ".otlp.json",
        ["trace.dat"] = ".dat",
        ["ctf"] = ".ctf",
        ["chrome"] = ".chrome.json",
        ["ftrace"] = ".ftrace",
    };

    /// <summary>Converts a trace of the simulator. Returns 0, or 2 for bad usage or input that cannot be read.</summary>
    public static int Run(string path, string format, string target, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (!Formats.ContainsKey(format))
        {
            error.WriteLine($"--to {format}: no such format; {string.Join(", ", Formats.Keys)} was expected");
            return 2;
        }

        try
        {
            if (Path.GetFullPath(path) == Path.GetFullPath(target)) throw new TraceFormatException(target, "--out", "this is the trace itself", "another path was expected");
            Converter converter = new(path, format, target);
            using (converter) TraceFile.Read(path, converter);
            output.WriteLine($"{target}: {converter.Records} records");
            return 0;
        }
        catch (TraceFormatException fault)
        {
            error.WriteLine(fault.Message);
            return 2;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(fault.Message);
            return 2;
        }
    }

    private sealed class Converter(string path, string format, string target) : ICaptureSink, IDisposable
    {
        private TraceWriter? _writer;

        public long Records => _writer?.Records ?? 0;

        public void Cpus(int count)
        {
        }

        public void Event(in CaptureEvent captured, ReadOnlySpan<byte> name)
            => throw new TraceFormatException(path, "first event", "this is a real kernel's trace", "only the simulator's own traces are converted; trace-cmd and perf convert the kernel's");

        public void Lost(int cpu, long? count)
        {
        }

        public void Record(in TraceRecord record)
        {
            if (_writer is null) throw new TraceFormatException(path, "first record", "the trace does not say which run it is of", "a trace with run_info was expected");
            _writer.Write([record]);
        }

        public void Run(TraceRunInfo info, TraceTotals? totals)
        {
            _writer ??= TraceWriters.OpenAs(format, target, info);
            if (totals is not null) _writer.Complete(totals);
        }

        public void Dispose() => _writer?.Dispose();
    }
}
