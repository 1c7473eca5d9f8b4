using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.TraceDat;
using Tickstorm.Traces.Outputs;
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
        // A run that was killed leaves no trace.dat, but what it was to be made of.
        string spool = path + DatSpool.Ending;
        if (!Path.Exists(path) && File.Exists(spool)) path = spool;
        return TraceFormats.OfContent(path).Read(path, sink);
    }

    /// <summary>Opens <paramref name="path"/> for the trace of a run, in the format that its name says.</summary>
    /// <exception cref="OutputException">The name says no format, or nothing can be written there.</exception>
    public static TraceWriter Create(string path, TraceRunInfo info) => Create(new OutputSet(), "", path, info);

    /// <summary>The same for a command with other inputs and outputs; <paramref name="option"/> is what names this one.</summary>
    /// <exception cref="OutputException">The name says no format, or nothing can or must be written there.</exception>
    public static TraceWriter Create(OutputSet outputs, string option, string path, TraceRunInfo info)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(info);
        if (TraceFormats.OfEnding(path) is { } format) return format.Open(TraceTarget.Growing(outputs, option, path), info);
        throw new OutputException(
            $"{option} {path}".Trim(), "the name says no trace format", $"a name ending in {TraceFormats.Endings} was expected");
    }
}
