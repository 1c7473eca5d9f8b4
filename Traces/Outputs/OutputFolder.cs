namespace Tickstorm.Traces.Outputs;

/// <summary>A folder of files that is being written.</summary>
public sealed class OutputFolder : Output
{
    /// <summary>Held while a folder is written; it stays in one whose writer was killed. Readers of CTF pass over hidden files.</summary>
    public const string LockName = ".tickstorm-lock";

    private readonly OutputPlace _place;
    private readonly FileStream? _there;
    private readonly FileStream _lock;
    private readonly bool _made;
    private bool _done;

    private OutputFolder(OutputPlace place, FileStream? there, string folder, bool made)
    {
        (_place, _there, Written, _made) = (place, there, folder, made);
        _lock = Locked(place, folder);
    }

    /// <inheritdoc/>
    public override string Label => _place.Label;

    /// <inheritdoc/>
    public override bool Replaces => _there is not null;

    /// <summary>The folder to write to.</summary>
    public override string Written { get; }

    /// <summary>Opens it; <paramref name="stranger"/> names something in a folder that is no part of what is written here.</summary>
    /// <exception cref="OutputException">Something of somebody else's is in the folder that stands there.</exception>
    internal static OutputFolder Open(OutputPlace place, Func<string, string?> stranger, bool growing)
    {
        try
        {
            if (place.There is null && growing)
            {
                Directory.CreateDirectory(place.Path);
                return new OutputFolder(place, null, place.Path, made: true);
            }

            bool isEmpty = place.There is not null && !Directory.EnumerateFileSystemEntries(place.Path).Any();
            if (isEmpty && growing) return new OutputFolder(place, null, place.Path, made: false);
            if (place.There is not null) Refuse(place, place.Path, stranger);
            FileStream? there = place.There is null ? null : Locked(place, place.Path);
            try
            {
                if (Directory.Exists(place.Beside))
                {
                    Refuse(place, place.Beside, stranger);
                    using (Locked(place, place.Beside)) Directory.Delete(place.Beside, recursive: true);
                }

                Directory.CreateDirectory(place.Beside);
                return new OutputFolder(place, there, place.Beside, made: true);
            }
            catch
            {
                Unlock(there);
                throw;
            }
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or (IOException and not OutputException))
        {
            throw new OutputException(place.Label, fault);
        }
    }

    /// <summary>Writes what a reader of the unfinished folder has to know into the lock's file.</summary>
    public void Note(ReadOnlySpan<byte> text) => RandomAccess.Write(_lock.SafeFileHandle, text, 0);

    /// <inheritdoc/>
    public override void Keep()
    {
        _done = true;
        try
        {
            if (Written == _place.Path)
            {
                Unlock(_lock);
                return;
            }

            string old = _place.Beside + "-old";
            if (_there is not null)
            {
                if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
                Directory.Move(_place.Path, old);
            }

            Directory.Move(Written, _place.Path);
            File.Delete(Path.Combine(_place.Path, LockName));
            if (_there is not null) Directory.Delete(old, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(
                Label, $"it could not be put in its place ({OutputException.Reason(fault)})", $"{Written} holds what was written");
        }
    }

    /// <inheritdoc/>
    public override void Leave() => _done = true;

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!_done)
        {
            _done = true;
            if (_made) Directory.Delete(Written, recursive: true);
            else foreach (string file in Directory.EnumerateFiles(Written)) File.Delete(file);
        }

        _lock.Dispose();
        if (_there is not null && File.Exists(_there.Name)) Unlock(_there);
        _there?.Dispose();
    }

    private static FileStream Locked(OutputPlace place, string folder) =>
        OutputFile.Lock(place, Path.Combine(folder, LockName), FileMode.OpenOrCreate);

    private static void Unlock(FileStream? held)
    {
        if (held is null) return;
        File.Delete(held.Name);
        held.Dispose();
    }

    private static void Refuse(OutputPlace place, string folder, Func<string, string?> stranger)
    {
        if (stranger(folder) is { } foreign)
        {
            throw new OutputException(
                place.Label, $"the folder that stands there holds {foreign}, which is no part of a trace of Tickstorm",
                "a new or empty folder, or such a trace, was expected");
        }
    }
}
