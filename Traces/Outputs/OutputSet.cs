namespace Tickstorm.Traces.Outputs;

/// <summary>
/// The inputs and outputs of one command: refuses an output that is one of its inputs or meets another of its outputs, by whatever name.
/// </summary>
public sealed class OutputSet
{
    private readonly List<(string Name, FileStatus File)> _inputs = [];
    private readonly List<OutputPlace> _outputs = [];

    /// <summary>The outputs of a command that reads these files; what is no file (a name of the library, nothing) is passed over.</summary>
    public OutputSet(params IEnumerable<string?> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        foreach (string? input in inputs)
        {
            FileStatus? file = input is null or "" ? null : input == "-" ? FileStatus.OfOpen(0) : FileStatus.Of(input);
            if (file is { Kind: FileKind.File or FileKind.Folder } read) _inputs.Add((input!, read));
        }
    }

    /// <summary>Opens a file beside its place, for what is of use only when it is whole.</summary>
    /// <exception cref="OutputException">It cannot be had, or must not be.</exception>
    public OutputFile Whole(string option, string path) => OutputFile.Beside(Place(option, path, FileKind.File));

    /// <summary>Opens a file for what is of use even when it is cut.</summary>
    /// <exception cref="OutputException">It cannot be had, or must not be.</exception>
    public OutputFile Growing(string option, string path) => OutputFile.Growing(Place(option, path, FileKind.File));

    /// <summary>Opens a folder; <paramref name="growing"/> is true for one that is of use even when it is cut.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="stranger">Names something in a folder that is no part of what is written here; null when there is nothing.</param>
    /// <param name="growing">True to write it under its own name where nothing stands yet.</param>
    /// <exception cref="OutputException">It cannot be had, or must not be.</exception>
    public OutputFolder Folder(string option, string path, Func<string, string?> stranger, bool growing) =>
        OutputFolder.Open(Place(option, path, FileKind.Folder), stranger, growing);

    private OutputPlace Place(string option, string path, FileKind wanted)
    {
        OutputPlace place = OutputPlace.Of(option, path, wanted);
        foreach ((string name, FileStatus file) in _inputs)
        {
            if (place.Touches(file))
                throw new OutputException(place.Label, $"this is {name}, which is read by the same command", "another name was expected");
        }

        foreach (OutputPlace other in _outputs)
        {
            if (place.Meets(other))
                throw new OutputException(place.Label, $"{other.Label} writes there already", "another name was expected");
        }

        foreach (int descriptor in (int[])[1, 2])
        {
            if (FileStatus.OfOpen(descriptor) is { Kind: FileKind.File } standard && place.Touches(standard))
            {
                string name = descriptor == 1 ? "output" : "error";
                throw new OutputException(place.Label, $"standard {name} is written there already", "another name was expected");
            }
        }

        _outputs.Add(place);
        return place;
    }
}
