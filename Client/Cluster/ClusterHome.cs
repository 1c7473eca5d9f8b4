using System.Text.Json;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>A silo of the local cluster.</summary>
internal sealed record LocalSilo(int Pid, int SiloPort, int GatewayPort, int HttpPort, string Log);

/// <summary>The local cluster as "cluster up" started it.</summary>
internal sealed record LocalCluster(string Id, IReadOnlyList<LocalSilo> Silos);

/// <summary>Where the local cluster keeps its things: its description, storage and logs.</summary>
internal static class ClusterHome
{
    /// <summary>TICKSTORM_HOME, or a folder of this user.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("TICKSTORM_HOME") is { Length: > 0 } home
        ? home
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "tickstorm");

    private static string ClusterFile => Path.Combine(Folder, "cluster.json");

    private static string LastRunFile => Path.Combine(Folder, "last-run");

    /// <summary>The cluster that was started; null when there is none.</summary>
    public static LocalCluster? Load() =>
        File.Exists(ClusterFile) ? JsonSerializer.Deserialize<LocalCluster>(File.ReadAllText(ClusterFile)) : null;

    /// <summary>Remembers the cluster.</summary>
    public static void Save(LocalCluster cluster)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(ClusterFile, JsonSerializer.Serialize(cluster));
    }

    /// <summary>Forgets the cluster.</summary>
    public static void Forget() => File.Delete(ClusterFile);

    /// <summary>The run that was started last, or the one named.</summary>
    public static string Run(string? named) =>
        named ?? (
            File.Exists(LastRunFile)
            ? File.ReadAllText(LastRunFile).Trim()
            : throw new BadInputException("No run was started from here; name one."));

    /// <summary>Remembers the last run.</summary>
    public static void RememberRun(string run)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(LastRunFile, run);
    }
}
