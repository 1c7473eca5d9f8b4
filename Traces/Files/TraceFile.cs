using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Files;

/// <summary>Reads and writes trace files of any known format.</summary>
public static class TraceFile
{
    /// <summary>Reads a whole file, told apart by its first bytes, into <paramref name="sink"/>; returns the name of its format.</summary>
    /// <exception cref="TraceFormatException">The file cannot be read as any format.</exception>
    public static string Read(string path, ICaptureSink sink)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(sink);
        return TraceFormats.OfContent(path).Read(path, sink);
    }

    /// <summary>Opens <paramref name="path"/> for writing in the format that its name says.</summary>
    /// <exception cref="TraceFormatException">The name says no format.</exception>
    public static TraceWriter Create(string path, TraceRunInfo info)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(info);
        if (TraceFormats.OfEnding(path) is { } format) return format.Open(path, info);
        throw new TraceFormatException(
            path, "file name", "the name says no trace format", $"a name ending in {TraceFormats.Endings} was expected");
    }
}
