namespace Tickstorm.Tests;

/// <summary>A file system of a few megabytes, gone after the test.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tickstorm-disk-");

    /// <summary>Mounts it.</summary>
    public SmallDisk(int kilobytes) => Tools.Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", _folder.FullName);

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() ? "a small disk is a tmpfs, which only Linux has"
        : !Environment.IsPrivilegedProcess ? "a small disk is mounted, which only root may"
        : Tools.FirstMissing(["mount", "umount"]) is { } tool ? $"{tool} is not installed"
        : !CanMount() ? "this machine does not let a tmpfs be mounted"
        : null;

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public void Dispose()
    {
        // Lazily: a process that another test starts just now has what is open here until it is another program.
        Tools.Run("umount", "-l", _folder.FullName);
        _folder.Delete();
    }

    private static bool CanMount()
    {
        try
        {
            using SmallDisk disk = new(64);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that fills a disk, and is skipped with the reason where there is none to fill.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    /// <summary>Needs a small disk.</summary>
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.Missing;
}

/// <summary>A test that fills a disk, and is skipped with the reason where there is none to fill.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    /// <summary>Needs a small disk.</summary>
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
