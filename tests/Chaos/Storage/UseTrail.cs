using System.Globalization;
using Tickstorm.Grains.Storage;

namespace Tickstorm.Chaos.Storage;

/// <summary>What each silo process did with its storage, a line each: it is told of a file that is left how it came there.</summary>
internal static class UseTrail
{
    private const string Pattern = "trail-*";
    private static readonly Lock s_lock = new();
    private static StreamWriter? s_written;

    /// <summary>Notes a use of the storage by this process.</summary>
    public static void Note(string folder, string what, string state, GrainId grain)
    {
        lock (s_lock)
        {
            s_written ??= new StreamWriter(Path.Combine(folder, $"trail-{Environment.ProcessId}")) { AutoFlush = true };
            s_written.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{state} {grain} {DateTime.UtcNow:HH:mm:ss.fff} by {Environment.ProcessId}: {what}"));
        }
    }

    /// <summary>All lines about what is in the storage's folder now, by the states and grains that they begin with, in order.</summary>
    public static IEnumerable<IGrouping<string, string>> Of(string folder, string files)
    {
        HashSet<string> there = [.. Directory.GetFiles(files).Select(file => Path.GetFileName(file))];
        return Directory.GetFiles(folder, Pattern).SelectMany(File.ReadLines).Select(line => (Line: line, Parts: line.Split(' ', 4)))
            .Where(line => line.Parts.Length == 4).OrderBy(line => line.Parts[2], StringComparer.Ordinal)
            .GroupBy(line => $"{line.Parts[0]} {line.Parts[1]}", line => line.Line)
            .Where(grain => there.Contains(FolderGrainStorage.FileOf(grain.Key.Split(' ')[0], grain.Key.Split(' ')[1])));
    }
}
