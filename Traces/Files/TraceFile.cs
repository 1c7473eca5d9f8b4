using Tickstorm.Traces.Formats;
using Tickstorm.Traces.Formats.TraceDat;
using Tickstorm.Traces.Inputs;
using Tickstorm.Traces.Outputs;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Files;

/// <summary>Reads and writes trace files of any known format.</summary>
public static class TraceFile
{
    /// <summary>Reads a whole file, told apart by its first bytes, into <paramref name="sink"/>; returns the name of its format.</summary>
    /// <exception cref="TraceFormatException">The file cannot be read as any format.</exception>
    public static string Read(string path, ICaptureSink sink) => Read(new InputFile(path), sink);

    /// <summary>The same for a pipe or standard input too; <paramref name="allowUnsorted"/> sorts a capture that is out of order.</summary>
    /// <exception cref="TraceFormatException">It cannot be read as any format.</exception>
    public static string Read(InputFile file, ICaptureSink sink, bool allowUnsorted = false)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(sink);
        // A run that was killed leaves no trace.dat, but what it was to be made of.
        string spool = file.Path + DatSpool.Ending;
        if (!file.Exists && File.Exists(spool)) file = new InputFile(spool, cancel: file.Cancel);
        using TraceInput input = new(file) { AllowUnsorted = allowUnsorted };
        try
        {
            return Read(input, sink);
        }
        catch (OperationCanceledException) when (input.Cancel.IsCancellationRequested)
        {
            sink.Cut("where it was interrupted", "the rest was not read", isSure: true);
            return TraceFormats.OfContent(input).Name;
        }
    }

    /// <summary>The same for an input that is open; whoever does not want to wait any longer gets nothing.</summary>
    /// <exception cref="TraceFormatException">It cannot be read as any format.</exception>
    /// <exception cref="OperationCanceledException">The user does not want to wait any longer.</exception>
    internal static string Read(TraceInput input, ICaptureSink sink)
    {
        try
        {
            return TraceFormats.OfContent(input).Read(input, sink);
        }
        catch (InvalidDataException fault)
        {
            throw new TraceFormatException(
                input.Name, "whole file", $"the compressed data is damaged ({fault.Message})", "a complete file was expected");
        }
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
