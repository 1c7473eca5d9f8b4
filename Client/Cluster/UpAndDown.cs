using System.CommandLine;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster up and cluster down: silos on this machine.</summary>
internal static class UpAndDown
{
    private const int MostSilos = 64;

    /// <summary>cluster up.</summary>
    public static Command Up(ClientContext context)
    {
        Command command = new("up", "Start silos on this machine and wait until they are ready");
        Option<int> silos = new("--silos") { Description = "How many", DefaultValueFactory = _ => 1, HelpName = "count" };
        command.Add(silos);
        command.SetAction((parsed, cancel) => Start(context, parsed.GetValue(silos), cancel));
        return command;
    }

    /// <summary>cluster down.</summary>
    public static Command Down(ClientContext context)
    {
        Command command = new("down", "Stop the silos that cluster up started");
        command.SetAction(async (_, cancel) =>
        {
            LocalCluster cluster = ClusterHome.Load() ?? throw new BadInputException("No cluster was started from here.");
            foreach (LocalSilo silo in cluster.Silos) await LocalSilos.Stop(silo, cancel);
            ClusterHome.Forget();
            context.Output.WriteLine($"stopped {cluster.Silos.Count} silo{(cluster.Silos.Count == 1 ? "" : "s")}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> Start(ClientContext context, int count, CancellationToken cancel)
    {
        if (count is < 1 or > MostSilos) throw new BadInputException($"--silos is {count}; it must be a number from 1 to {MostSilos}");
        if (ClusterHome.Load() is { } running)
        {
            if (running.Silos.Any(s => LocalSilos.Find(s) is not null))
                throw new BadInputException("A cluster is running already: tickstorm cluster down stops it.");
            ClusterHome.Forget();
        }

        IReadOnlyList<LocalSilo> silos = (await LocalSilos.StartAll(count, cancel)).Silos;
        foreach (LocalSilo silo in silos)
            context.Output.WriteLine($"silo {silo.Pid,-8} http://127.0.0.1:{silo.HttpPort}/health/ready   {silo.Log}");
        context.Output.WriteLine($"{count} silo{(count == 1 ? " is" : "s are")} ready; stop with: tickstorm cluster down");
        return ExitCodes.Done;
    }
}
