namespace Tickstorm.Traces.Readers;

/// <summary>Reads a trace of any known format, told apart by its first bytes.</summary>
public static class TraceFile
{
    /// <summary>Reads the whole file into <paramref name="sink"/> and returns the name of its format.</summary>
    /// <exception cref="TraceFormatException">The file cannot be read as any format.</exception>
    public static string Read(string path, ICaptureSink sink)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            throw new TraceFormatException(path, "whole folder", "a folder is not read here", "give the run's trace.dat, OTLP or ftrace file; babeltrace2 reads the CTF folder");
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        return TextTraceReader.Read(file, path, sink) switch
        {
            TextFormat.TraceCmdReport => "trace-cmd-report",
            TextFormat.PerfScript => "perf-script",
            _ => "ftrace",
        };
    }
}
