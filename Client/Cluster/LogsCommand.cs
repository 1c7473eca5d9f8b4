using System.CommandLine;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster logs: the last lines of what the silos of this machine have said.</summary>
internal static class LogsCommand
{
    private const int Usual = 20, Most = 100_000;

    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("logs", "Show the last lines of the logs of the silos that cluster up started");
        Option<int> lines = new("--lines")
        {
            Description = "How many of each silo", DefaultValueFactory = _ => Usual, HelpName = "count",
        };
        command.Add(lines);
        command.SetAction(parsed =>
        {
            int most = parsed.GetValue(lines) is >= 1 and <= Most and var given
                ? given
                : throw new BadInputException($"--lines is {parsed.GetValue(lines)}; it must be a number from 1 to {Most}");
            LocalCluster cluster = ClusterHome.Load() is { Silos.Count: > 0 } known
                ? known
                : throw new BadInputException("No cluster was started from here. Silos elsewhere keep their logs where they run.");
            foreach (LocalSilo silo in cluster.Silos)
            {
                context.Output.WriteLine($"silo {silo.Pid}{(LocalSilos.Runs(silo) ? "" : ", ended")}: {silo.Log}");
                foreach (string line in Last(silo.Log, most)) context.Output.WriteLine("  " + line);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Queue<string> Last(string log, int most)
    {
        Queue<string> last = new();
        // Its silo goes on writing.
        using StreamReader reader = new(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            if (last.Count == most) last.Dequeue();
            last.Enqueue(line);
        }

        return last;
    }
}
