using System.Diagnostics;
using System.Formats.Tar;
using System.Runtime.InteropServices;

namespace Tickstorm.Tests.Deploy;

/// <summary>
/// The one layer of a base image, as a tar: the dotnet of this machine with the libraries that it loads, a user and nothing else, no shell
/// as well. It stands for the published base image, which no test can fetch.
/// </summary>
internal static class BaseImage
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly string s_shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", ".."));

    /// <summary>Where dotnet is, on this machine and in the image.</summary>
    public static string Dotnet { get; } = Path.GetDirectoryName(s_shared)!;

    /// <summary>Writes the layer.</summary>
    public static void Write(string file)
    {
        using FileStream stream = File.Create(file);
        using TarWriter tar = new(stream, TarEntryFormat.Pax);
        foreach (string folder in (string[])["tmp", "proc", "dev", "etc", "home/app"])
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder + "/") { Mode = Folder });
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/passwd")
        {
            DataStream = new MemoryStream("root:x:0:0::/root:/none\napp:x:1654:1654::/home/app:/none\n"u8.ToArray()),
        });
        foreach (string program in Programs().Order(StringComparer.Ordinal))
        {
            // What a link of this machine leads to is in the image itself.
            using FileStream content = File.OpenRead(program);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, program.TrimStart('/')) { DataStream = content, Mode = Folder });
        }
    }

    private static HashSet<string> Programs()
    {
        string version = Path.GetFileName(RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/'));
        string[] folders =
            [Path.Combine(Dotnet, "host"), .. Directory.GetDirectories(s_shared).Select(framework => Path.Combine(framework, version))];
        HashSet<string> files =
        [
            Path.Combine(Dotnet, "dotnet"),
            .. folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)),
        ];
        // Loaded by name: no program says that it needs them.
        string[] asked = ["libssl.so.3", "libcrypto.so.3"];
        string library = Loaded(Path.Combine(Dotnet, "dotnet")).First(path => path.Contains("libc.so", StringComparison.Ordinal));
        string[] programs =
        [
            .. files.Where(file => file.EndsWith(".so", StringComparison.Ordinal) || Path.GetFileName(file) == "dotnet"),
            .. asked.Select(name => Path.Combine(Path.GetDirectoryName(library)!, name)).Where(File.Exists),
        ];
        files.UnionWith(programs);
        files.UnionWith(programs.SelectMany(Loaded));
        return files;
    }

    // What the loader of this machine would load for a program.
    private static IEnumerable<string> Loaded(string program)
    {
        using Process process = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split(' ').FirstOrDefault(word => word.StartsWith('/')))
            .OfType<string>().Where(File.Exists);
    }
}
