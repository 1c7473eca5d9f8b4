using System.Reflection;

namespace Tickstorm.Silo;

/// <summary>--help and --version: answered without starting anything.</summary>
internal static class SiloHelp
{
    /// <summary>What was asked for; null when nothing was.</summary>
    public static string? Answer(IReadOnlyCollection<string> arguments)
    {
        if (arguments.Any(argument => argument is "--help" or "-h" or "-?" or "help")) return Help();
        return arguments.Any(argument => argument is "--version" or "version") ? $"tickstorm-silo {Version()}\n" : null;
    }

    private static string Version()
    {
        AssemblyInformationalVersionAttribute? full =
            typeof(SiloHelp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return full?.InformationalVersion ?? "unknown";
    }

    private static string Help() =>
        """
        tickstorm-silo: one silo of a Tickstorm cluster, until SIGTERM.

        Settings are given as --Tickstorm:Name=value, as TICKSTORM__NAME=value in the environment,
        or in the section Tickstorm of appsettings.json in the working folder:

          ClusterId, ServiceId     which cluster; both are "tickstorm" by default
          Listen, Advertise        address to listen on (127.0.0.1), address that others use
          SiloPort, GatewayPort    ports for silos (11111) and clients (30000)
          HttpPort                 port for health and metrics (8080)
          DashboardPort            port of Orleans' dashboard on 127.0.0.1 (0: none)
          Clustering               localhost, folder, postgresql or redis; with PrimaryPort or ClusteringFolder
          Storage                  memory, folder, postgresql or redis; with StorageFolder
                                   (or neither, and Orleans:Clustering and Orleans:GrainStorage:database)
          BlockStorage             where checkpoints are kept if not with the records: folder with BlockFolder,
                                   redis with BlockRedis (or neither, and Orleans:GrainStorage:blocks)
          ConnectionString         the database of postgresql
          Redis                    the server of redis, as in db:6379,password=...
          KeepRuns                 how many runs that have ended are kept, with their results (1000)
          SiloName                 its name in logs, metrics and the membership
          DrainSeconds             so long its runs have to leave it when it is told to stop (25)
          DeadAfterSeconds         a silo that is silent so long is taken for dead (3)
          Limits:ScenarioBytes, Limits:Cpus, Limits:RunsAtOnce, Limits:RunsOfOwner,
          Limits:TraceBytes, Limits:CheckpointBytes, Limits:Hours
                                   what a run, or an owner, may have; 0 is no limit
          Logs                     text or json; Logging:LogLevel:CATEGORY=LEVEL works as in any .NET program
          Tls:Certificate, Tls:Key, Tls:Authority, Tls:Name

        With --check before them nothing is started: the settings, ports, storage, its clock, memory and
        certificates are tried, a line for each, and the exit code is 1 when one of them will not do.

        Example:
          tickstorm-silo --Tickstorm:Clustering=folder --Tickstorm:ClusteringFolder=/var/lib/tickstorm/members

        Exit codes: 0 stopped, 2 a setting, port, folder or database text cannot be used, 3 failed.

        """;
}
