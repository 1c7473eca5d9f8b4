using System.CommandLine;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster up, add, drain and down: silos on this machine.</summary>
internal static class UpAndDown
{
    private const int MostSilos = 64;

    /// <summary>cluster up.</summary>
    public static Command Up(ClientContext context)
    {
        Command command = new("up", "Start silos on this machine and wait until they are ready");
        Option<int> silos = HowMany();
        Option<bool> anew = new("--new") { Description = "Start a new cluster: the runs of the one that was stopped stay where they are" };
        command.Add(silos);
        command.Add(anew);
        command.SetAction((parsed, cancel) => Start(context, parsed.GetValue(silos), parsed.GetValue(anew), cancel));
        return command;
    }

    /// <summary>cluster add.</summary>
    public static Command Add(ClientContext context)
    {
        Command command = new("add", "Start more silos on this machine: they join the cluster, and runs take them in");
        Option<int> silos = HowMany();
        command.Add(silos);
        command.SetAction(async (parsed, cancel) =>
        {
            int count = Checked(parsed.GetValue(silos));
            using IDisposable alone = ClusterHome.Lock();
            LocalCluster cluster = ClusterHome.Load() is { } known && known.Silos.Any(LocalSilos.Runs)
                ? known
                : throw new BadInputException("No silo runs here to be joined: tickstorm cluster up starts a cluster.");
            int before = cluster.Silos.Count;
            if (before + count > MostSilos)
                throw new BadInputException($"--silos is {count}; with the {before} that there are it must be at most {MostSilos}");
            cluster = await LocalSilos.StartMore(count, cluster, cancel);
            Tell(context, cluster.Silos.Skip(before));
            context.Output.WriteLine($"{Silos(count)} joined cluster {cluster.Id}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>cluster drain.</summary>
    public static Command Drain(ClientContext context)
    {
        Command command = new("drain", "Stop one silo of this machine: its runs are saved and go on in the others");
        Argument<int> process = new("silo") { Description = "The number of its process, as cluster up shows it" };
        command.Add(process);
        command.SetAction(async (parsed, cancel) =>
        {
            using IDisposable alone = ClusterHome.Lock();
            LocalCluster cluster = ClusterHome.Load() ?? throw new BadInputException("No cluster was started from here.");
            LocalSilo silo = cluster.Silos.FirstOrDefault(silo => silo.Pid == parsed.GetValue(process) && LocalSilos.Runs(silo))
                ?? throw new BadInputException(
                    $"No silo of this cluster is process {parsed.GetValue(process)}; "
                    + $"it must be one of {string.Join(", ", cluster.Silos.Where(LocalSilos.Runs).Select(each => each.Pid))}");
            if (cluster.Silos.Count(LocalSilos.Runs) == 1)
                throw new BadInputException("It is the last silo: tickstorm cluster down stops the cluster and saves its runs.");
            await LocalSilos.Stop(silo, cancel);
            ClusterHome.Save(cluster with { Silos = [.. cluster.Silos.Where(other => other != silo)] });
            int left = cluster.Silos.Count - 1;
            context.Output.WriteLine($"silo {silo.Pid} has left; {Silos(left)} remain{(left == 1 ? "s" : "")}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>cluster down.</summary>
    public static Command Down(ClientContext context)
    {
        Command command = new("down", "Stop the silos that cluster up started");
        command.SetAction(async (_, cancel) =>
        {
            using IDisposable alone = ClusterHome.Lock();
            LocalCluster? cluster = ClusterHome.Load();
            if (cluster is null or { Silos.Count: 0 }) throw new BadInputException("No cluster was started from here, or it was stopped.");
            int stopped = 0;
            foreach (LocalSilo silo in cluster.Silos) stopped += await LocalSilos.Stop(silo, cancel) ? 1 : 0;
            ClusterHome.Save(cluster with { Silos = [] });
            int gone = cluster.Silos.Count - stopped;
            context.Output.WriteLine($"stopped {Silos(stopped)}{(gone > 0 ? $"; {Silos(gone)} had ended before" : "")}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> Start(ClientContext context, int count, bool anew, CancellationToken cancel)
    {
        Checked(count);
        using IDisposable alone = ClusterHome.Lock();
        LocalCluster? known = ClusterHome.Load();
        if (known?.Silos.Any(LocalSilos.Runs) == true)
            throw new BadInputException("A cluster is running already: tickstorm cluster down stops it.");
        LocalCluster cluster = await LocalSilos.StartAll(count, anew ? null : known, cancel);
        Tell(context, cluster.Silos);
        if (known is not null && !anew) context.Output.WriteLine($"cluster {cluster.Id} goes on, with the runs that it had");
        context.Output.WriteLine($"{Silos(count)} {(count == 1 ? "is" : "are")} ready; stop with: tickstorm cluster down");
        return ExitCodes.Done;
    }

    private static Option<int> HowMany() => new("--silos") { Description = "How many", DefaultValueFactory = _ => 1, HelpName = "count" };

    private static int Checked(int count) =>
        count is >= 1 and <= MostSilos
            ? count
            : throw new BadInputException($"--silos is {count}; it must be a number from 1 to {MostSilos}");

    private static void Tell(ClientContext context, IEnumerable<LocalSilo> silos)
    {
        foreach (LocalSilo silo in silos)
            context.Output.WriteLine($"silo {silo.Pid,-8} http://127.0.0.1:{silo.HttpPort}/health/ready   {silo.Log}");
    }

    private static string Silos(int count) => $"{count} silo{(count == 1 ? "" : "s")}";
}
