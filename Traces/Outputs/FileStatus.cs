using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tickstorm.Traces.Outputs;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>An ordinary file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link itself.</summary>
    Link,

    /// <summary>A device, pipe or socket.</summary>
    Special,
}

/// <summary>
/// What a path leads to, links followed: two names of one file have the same device and inode, whether by a link, a hard link or a
/// relative path.
/// </summary>
/// <remarks>The class library does not tell inodes, hence Linux's statx(2). Elsewhere a full path stands in for the inode.</remarks>
internal readonly record struct FileStatus(ulong Device, ulong Inode, FileKind Kind, uint Links)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    /// <summary>Of a path; null when nothing is there.</summary>
    public static FileStatus? Of(string path) =>
        OperatingSystem.IsLinux() ? Linux(CurrentFolder, path, 0) : Portable(path);

    /// <summary>Of a path, whose last part may be a link.</summary>
    public static FileStatus? OfLink(string path) =>
        OperatingSystem.IsLinux() ? Linux(CurrentFolder, path, NoFollow) : Portable(path);

    /// <summary>Of an open file; null where that cannot be told.</summary>
    public static FileStatus? OfOpen(int descriptor) => OperatingSystem.IsLinux() ? Linux(descriptor, "", EmptyPath) : null;

    /// <summary>True for two names of one file.</summary>
    public bool IsSame(FileStatus other) => Device == other.Device && Inode == other.Inode;

    private static FileStatus? Linux(int folder, string path, int flags)
    {
        byte[] found = new byte[256];
        if (Statx(folder, path, flags, BasicStats, found) != 0) return null;
        FileKind kind = (BinaryPrimitives.ReadUInt16LittleEndian(found.AsSpan(28)) & 0xf000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0xa000 => FileKind.Link,
            _ => FileKind.Special,
        };
        ulong device = (ulong)Word(found, 136) << 32 | Word(found, 140);
        return new FileStatus(device, BinaryPrimitives.ReadUInt64LittleEndian(found.AsSpan(32)), kind, Word(found, 16));
    }

    private static uint Word(byte[] found, int at) => BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(at));

    private static FileStatus? Portable(string path)
    {
        ulong name = (ulong)StringComparer.Ordinal.GetHashCode(Path.GetFullPath(path));
        if (Directory.Exists(path)) return new FileStatus(0, name, FileKind.Folder, 1);
        return File.Exists(path) ? new FileStatus(0, name, FileKind.File, 1) : null;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] found);
}
