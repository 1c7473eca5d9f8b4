namespace Tickstorm.Traces.Outputs;

/// <summary>Where an output goes, links followed, and what stands there.</summary>
/// <param name="Label">Option and path as they were given, for sentences.</param>
/// <param name="Folder">The folder it stands in.</param>
/// <param name="Name">Its name there.</param>
/// <param name="InFolder">The folder's identity.</param>
/// <param name="There">What stands there; null for nothing.</param>
internal sealed record OutputPlace(string Label, string Folder, string Name, FileStatus InFolder, FileStatus? There)
{
    private const string Ending = ".tickstorm-tmp";
    private const string Right = "the name of a file, or - for standard output,";

    /// <summary>The path with links followed.</summary>
    public string Path => System.IO.Path.Combine(Folder, Name);

    /// <summary>Where it is written until it is whole: beside it, so that a rename suffices.</summary>
    public string Beside => System.IO.Path.Combine(Folder, "." + Name + Ending);

    /// <summary>Follows links and checks everything that can be checked without opening.</summary>
    /// <exception cref="OutputException">The name leads to nothing that can be written.</exception>
    public static OutputPlace Of(string option, string path, FileKind wanted)
    {
        string label = $"{option} {path}".Trim();
        if (string.IsNullOrWhiteSpace(path)) throw new OutputException(label, "the name is empty", $"{Right} was expected");
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new OutputException(label, "the name holds a zero byte", "a name without one was expected");
        bool namesFolder = path.EndsWith('/');
        string full = Followed(label, System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        FileStatus? there = FileStatus.Of(full);
        if (wanted == FileKind.File && (namesFolder || there is { Kind: FileKind.Folder }))
            throw new OutputException(label, "this is a folder", "the name of a file was expected");
        if (wanted == FileKind.Folder && there is { Kind: FileKind.File })
            throw new OutputException(label, "this is a file", "the name of a folder, or of nothing yet, was expected");
        if (there is { Kind: FileKind.Special })
            throw new OutputException(label, "this is a device, pipe or socket", $"{Right} was expected");
        string folder = System.IO.Path.GetDirectoryName(full)
            ?? throw new OutputException(label, "this is the root of the file system", "the name of a file was expected");
        if (FileStatus.Of(folder) is not { } inFolder)
            throw new OutputException(label, $"there is no folder {Shown(folder)}", "an existing folder was expected");
        if (inFolder.Kind != FileKind.Folder)
            throw new OutputException(label, $"{Shown(folder)} is no folder", "an existing folder was expected");
        return new OutputPlace(label, folder, System.IO.Path.GetFileName(full), inFolder, there);
    }

    /// <summary>True when both would write to one file, or one into the folder that the other is.</summary>
    public bool Meets(OutputPlace other)
    {
        if (InFolder.IsSame(other.InFolder) && Name == other.Name) return true;
        // The other one may have been made since it was looked at.
        return (FileStatus.Of(other.Path) is { } its && Touches(its)) || other.Reaches(There);
    }

    /// <summary>True when this is the file, or stands in the folder.</summary>
    public bool Touches(FileStatus file) => There is { } mine && mine.IsSame(file) || Reaches(file);

    private bool Reaches(FileStatus? folder) => folder is { Kind: FileKind.Folder } its && InFolder.IsSame(its);

    private static string Followed(string label, string full)
    {
        try
        {
            return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(label, fault);
        }
    }

    private static string Shown(string folder) => System.IO.Path.GetRelativePath(".", folder) is { Length: > 0 } near
        && near.Length < folder.Length ? near : folder;
}
