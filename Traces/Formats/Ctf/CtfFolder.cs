using System.Globalization;
using Tickstorm.Traces.Outputs;

namespace Tickstorm.Traces.Formats.Ctf;

/// <summary>What the files of our CTF folders are called.</summary>
internal static class CtfFolder
{
    /// <summary>The description in TSDL.</summary>
    public const string Metadata = "metadata";

    /// <summary>A CPU's stream, without its number.</summary>
    public const string Stream = "cpu_";

    /// <summary>The CPU of a stream's file name; false for another name.</summary>
    public static bool IsStream(string name, out int cpu)
    {
        cpu = 0;
        return name.StartsWith(Stream, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Stream.Length), NumberStyles.None, CultureInfo.InvariantCulture, out cpu);
    }

    /// <summary>Something in a folder that is no part of our traces; null when there is nothing, and the folder may be replaced.</summary>
    public static string? Stranger(string folder)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder))
        {
            string name = Path.GetFileName(path);
            if (Directory.Exists(path) || !(name is Metadata or OutputFolder.LockName || IsStream(name, out _))) return name;
        }

        // A writer that was killed at its very start leaves its lock alone.
        if (File.Exists(Path.Combine(folder, OutputFolder.LockName))) return null;
        try
        {
            CtfReader.CheckMetadata(Path.Combine(folder, Metadata));
            return null;
        }
        catch (TraceFormatException)
        {
            return "files of another tracer";
        }
    }
}
