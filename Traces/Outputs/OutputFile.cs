namespace Tickstorm.Traces.Outputs;

/// <summary>A file that is being written.</summary>
public sealed class OutputFile : Output
{
    private readonly OutputPlace _place;
    // Holds the lock on what stood there, until it is replaced.
    private readonly FileStream? _there;
    private readonly FileStream _file;
    private bool _done;

    private OutputFile(OutputPlace place, FileStream? there, FileStream file, string written)
    {
        (_place, _there, _file, Written) = (place, there, file, written);
        Stream = new ChunkStream(file.SafeFileHandle);
    }

    /// <inheritdoc/>
    public override string Label => _place.Label;

    /// <inheritdoc/>
    public override bool Replaces => _there is not null;

    /// <inheritdoc/>
    public override string Written { get; }

    /// <summary>The path with its links followed.</summary>
    public string Path => _place.Path;

    /// <summary>Where to write; not to be closed.</summary>
    public Stream Stream { get; }

    /// <summary>Opens it beside its place; the name appears when it is kept.</summary>
    internal static OutputFile Beside(OutputPlace place)
    {
        FileStream? there = null;
        try
        {
            there = place.There is null ? null : Lock(place, place.Path, FileMode.Open);
            FileStream file = OpenBeside(place);
            if (there is not null && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(there.SafeFileHandle));
            return new OutputFile(place, there, file, place.Beside);
        }
        catch
        {
            there?.Dispose();
            throw;
        }
    }

    /// <summary>Opens it under its own name where nothing stands yet, so that it can be watched and salvaged, else beside it.</summary>
    internal static OutputFile Growing(OutputPlace place) =>
        place.There is null ? new OutputFile(place, null, Lock(place, place.Path, FileMode.CreateNew), place.Path) : Beside(place);

    /// <inheritdoc/>
    public override void Keep()
    {
        try
        {
            if (Written != Path) File.Move(Written, Path, overwrite: true);
            _done = true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _done = true;
            throw new OutputException(
                Label, $"it could not be put in its place ({OutputException.Reason(fault)})", $"{Written} holds what was written");
        }
    }

    /// <inheritdoc/>
    public override void Leave() => _done = true;

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!_done && !_file.SafeFileHandle.IsClosed) File.Delete(Written);
        _done = true;
        _file.Dispose();
        _there?.Dispose();
    }

    /// <summary>Opens a file for writing that nobody else may write meanwhile.</summary>
    internal static FileStream Lock(OutputPlace place, string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.Write, FileShare.None, 0);
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            throw new OutputException(place.Label, "another process has it open", "wait for that, or give another name");
        }
        catch (UnauthorizedAccessException)
        {
            throw new OutputException(
                place.Label, "permission denied", "a file that may be written, in a folder that may be, was expected");
        }
        catch (IOException fault)
        {
            throw new OutputException(place.Label, fault);
        }
    }

    // The class library's own text is the only mark of a lock that somebody else holds; the code is EWOULDBLOCK (11, 35 on a Mac).
    internal static bool IsHeld(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static FileStream OpenBeside(OutputPlace place)
    {
        // A run that was killed may have left the file; one that ends just now may rename it between our opening and our lock.
        for (int tries = 0; tries < 10; tries++)
        {
            FileStream file = Lock(place, place.Beside, FileMode.OpenOrCreate);
            FileStatus? open = FileStatus.OfOpen((int)file.SafeFileHandle.DangerousGetHandle());
            FileStatus? named = FileStatus.OfLink(place.Beside);
            if (open is null || open == named && named is { Kind: FileKind.File, Links: 1 })
            {
                file.SetLength(0);
                return file;
            }

            file.Dispose();
            if (named is { Kind: not FileKind.File } or { Links: > 1 })
                throw new OutputException(place.Label, $"{place.Beside} is a link", "a name that nobody else uses was expected");
        }

        throw new OutputException(place.Label, "another process keeps replacing it", "wait for that, or give another name");
    }
}
