using System.Buffers;
using System.Text.Json;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Inputs;

namespace Tickstorm.Client.Cluster;

/// <summary>A silo of the local cluster: its process, by number and birth, its ports and its log.</summary>
internal sealed record LocalSilo(int Pid, int SiloPort, int GatewayPort, int HttpPort, string Log)
{
    /// <summary>When its process was started; null in a file of an earlier version, whose processes nobody can be sure of.</summary>
    public ProcessBirth? Birth { get; init; }
}

/// <summary>The local cluster as "cluster up" started it; without silos when it was stopped and may be started again.</summary>
internal sealed record LocalCluster(string Id, IReadOnlyList<LocalSilo> Silos);

/// <summary>Where the local cluster keeps its things: its description, storage and logs.</summary>
internal static class ClusterHome
{
    /// <summary>TICKSTORM_HOME, or a folder of this user.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("TICKSTORM_HOME") is { Length: > 0 } home
        ? home
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "tickstorm");

    /// <summary>How the ids of local clusters begin.</summary>
    public const string IdPrefix = "dev-";

    private const int MostBytes = 1 << 20;

    private static readonly SearchValues<char> s_idLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private static string ClusterFile => Path.Combine(Folder, "cluster.json");

    private static string LastRunFile => Path.Combine(Folder, "last-run");

    /// <summary>The cluster that was started; null when there is none.</summary>
    /// <exception cref="BadInputException">The file that describes it is damaged.</exception>
    public static LocalCluster? Load()
    {
        if (!File.Exists(ClusterFile)) return null;
        try
        {
            LocalCluster? cluster = JsonSerializer.Deserialize<LocalCluster>(new InputFile(ClusterFile).Text("a description", MostBytes));
            if (string.IsNullOrEmpty(cluster?.Id) || cluster.Silos is null) throw Damaged("the cluster's id or its silos are missing");
            if (cluster.Id.AsSpan().IndexOfAnyExcept(s_idLetters) >= 0) throw Damaged("its id has other characters than a-z, 0-9, - and _");
            foreach (LocalSilo? silo in cluster.Silos)
            {
                if (silo is not { Pid: > 0, GatewayPort: > 0 and < 65536, HttpPort: > 0 and < 65536, Log: not null })
                    throw Damaged("a silo's process, port or log is missing");
            }

            return cluster;
        }
        catch (Exception failure) when (failure is JsonException or InputException)
        {
            throw Damaged(failure.Message.TrimEnd('.'));
        }
    }

    /// <summary>The folders of all clusters that were started from here.</summary>
    public static IEnumerable<DirectoryInfo> Clusters() =>
        new DirectoryInfo(Folder).EnumerateDirectories(IdPrefix + "*").OrderBy(folder => folder.Name, StringComparer.Ordinal);

    /// <summary>The ids of clusters that some silo on this machine belongs to, whoever started it.</summary>
    public static IEnumerable<string> UsedIds()
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            string[] arguments;
            try
            {
                arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // No process, or one that has ended since.
                continue;
            }

            foreach (string argument in arguments.Where(each => each.StartsWith(LocalSilos.IdArgument, StringComparison.Ordinal)))
                yield return argument[LocalSilos.IdArgument.Length..];
        }
    }

    /// <summary>Keeps others of this user from starting or stopping silos at the same time, until disposed of.</summary>
    /// <exception cref="BadInputException">Another command does so just now.</exception>
    public static IDisposable Lock()
    {
        string path = Path.Combine(Folder, "lock");
        try
        {
            Directory.CreateDirectory(Folder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && !File.Exists(path))
        {
            throw new BadInputException(
                $"TICKSTORM_HOME is {Folder}; it must be a folder that can be written to ({failure.Message.TrimEnd('.')}).");
        }
        catch (IOException)
        {
            throw new BadInputException(
                $"Another tickstorm cluster command starts or stops silos in {Folder} just now; try again when it has ended.");
        }
    }

    /// <summary>Remembers the cluster.</summary>
    public static void Save(LocalCluster cluster)
    {
        Directory.CreateDirectory(Folder);
        // A reader sees the old or the new one.
        File.WriteAllText(ClusterFile + ".new", JsonSerializer.Serialize(cluster));
        File.Move(ClusterFile + ".new", ClusterFile, overwrite: true);
    }

    /// <summary>The run that was started last, or the one named.</summary>
    public static string Run(string? named) =>
        named ?? (
            File.Exists(LastRunFile)
            ? new InputFile(LastRunFile).Text("the name of a run", MostBytes).Trim()
            : throw new BadInputException("No run was started from here; name one."));

    /// <summary>Remembers the last run.</summary>
    public static void RememberRun(string run)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(LastRunFile, run);
    }

    private static BadInputException Damaged(string why) =>
        new($"{ClusterFile} is damaged: {why}. Remove it; silos that still run are ended by hand.");
}
