using Tickstorm.Traces.Outputs;

namespace Tickstorm.Traces.Formats;

/// <summary>Where a trace is to be written: a path, or a stream that is open already.</summary>
public sealed class TraceTarget
{
    private readonly OutputSet _outputs;
    private readonly string _option;
    private readonly string _path;
    private readonly bool _growing;
    private readonly Stream? _standard;

    private TraceTarget(OutputSet outputs, string option, string path, bool growing, Stream? standard) =>
        (_outputs, _option, _path, _growing, _standard) = (outputs, option, path, growing, standard);

    /// <summary>The trace of a run, of use even when it is cut: under its own name from the start where nothing stands yet.</summary>
    public static TraceTarget Growing(OutputSet outputs, string option, string path) => new(outputs, option, path, true, null);

    /// <summary>A trace of use only when it is whole.</summary>
    public static TraceTarget Whole(OutputSet outputs, string option, string path) => new(outputs, option, path, false, null);

    /// <summary>Standard output.</summary>
    public static TraceTarget Standard(string option, Stream output) => new(new OutputSet(), option, "-", false, output);

    /// <summary>Opens a file for a writer; <paramref name="isLast"/> says that it writes the file only at its end.</summary>
    internal TraceWriter File(Func<Stream, OutputFile?, TraceWriter> writer, bool isLast = false)
    {
        if (_standard is not null) return writer(_standard, null);
        OutputFile file = _growing && !isLast ? _outputs.Growing(_option, _path) : _outputs.Whole(_option, _path);
        return Made(file, () => writer(file.Stream, file));
    }

    /// <summary>Opens a folder for a writer; <paramref name="stranger"/> as <see cref="OutputSet.Folder"/> has it.</summary>
    internal TraceWriter Folder(Func<OutputFolder, TraceWriter> writer, Func<string, string?> stranger)
    {
        if (_standard is not null)
            throw new OutputException($"{_option} -", "a folder does not go to standard output", "the name of a folder was expected");
        OutputFolder folder = _outputs.Folder(_option, _path, stranger, _growing);
        return Made(folder, () => writer(folder));
    }

    private static TraceWriter Made(Output output, Func<TraceWriter> writer)
    {
        try
        {
            return writer();
        }
        catch (Exception fault)
        {
            output.Dispose();
            if (fault is OutputException || fault is not (IOException or UnauthorizedAccessException)) throw;
            throw new OutputException(output.Label, fault);
        }
    }
}
