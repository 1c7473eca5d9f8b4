using Tickstorm.Traces.Runs;

namespace Tickstorm.Traces.Formats;

/// <summary>
/// A format of trace files: its name, how its files are told apart, and how they are read and written. Each lies in the folder of its
/// format; the table of them all is in Files.
/// </summary>
public abstract class TraceFormat
{
    /// <summary>Its name in <c>convert --to</c> and in analyses.</summary>
    public abstract string Name { get; }

    /// <summary>How the names of its files end, the usual ending first.</summary>
    public abstract IReadOnlyList<string> Endings { get; }

    /// <summary>About how many bytes a record takes in a file.</summary>
    public abstract int BytesPerRecord { get; }

    /// <summary>True when this is a file of the format, or nothing but it; the formats are asked in the order of the table.</summary>
    /// <param name="path">The path, which may be a folder.</param>
    /// <param name="begin">The file's first bytes; empty for a folder.</param>
    public abstract bool Recognises(string path, ReadOnlySpan<byte> begin);

    /// <summary>Reads the whole input into <paramref name="sink"/> and returns the name of what it was.</summary>
    /// <exception cref="TraceFormatException">The file is damaged or another's.</exception>
    public abstract string Read(TraceInput input, ICaptureSink sink);

    /// <summary>Opens a file or folder for writing.</summary>
    /// <exception cref="Outputs.OutputException">It cannot be had, or must not be.</exception>
    public abstract TraceWriter Open(TraceTarget target, TraceRunInfo info);

    /// <summary>Opens a file for a real kernel's capture; null where the format is not for that.</summary>
    /// <exception cref="Outputs.OutputException">It cannot be had, or must not be.</exception>
    internal virtual TraceWriter? OpenCapture(TraceTarget target, TraceRunInfo info) => null;
}
