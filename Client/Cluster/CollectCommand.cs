using System.CommandLine;
using Tickstorm.Client.Output;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>cluster gc: removes what clusters of this machine have left that were replaced by new ones.</summary>
internal static class CollectCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Command command = new("gc", "Remove the logs and stored runs of clusters of this machine that up --new has replaced");
        Option<bool> dry = new("--dry-run") { Description = "Say what would be removed, and remove nothing" };
        command.Add(dry);
        command.SetAction(parsed =>
        {
            using IDisposable alone = ClusterHome.Lock();
            string? kept = ClusterHome.Load()?.Id;
            HashSet<string> used = [.. ClusterHome.UsedIds()];
            int removed = 0;
            foreach (DirectoryInfo folder in ClusterHome.Clusters())
            {
                if (folder.Name == kept) continue;
                if (used.Contains(folder.Name))
                {
                    context.Output.WriteLine($"{folder.FullName} is left: silos of it still run");
                    continue;
                }

                long bytes = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
                if (!parsed.GetValue(dry)) folder.Delete(recursive: true);
                context.Output.WriteLine($"{folder.FullName}, {Numbers.Text(bytes)} bytes");
                removed++;
            }

            string done = parsed.GetValue(dry) ? "would be removed" : "removed";
            context.Output.WriteLine($"{removed} cluster{(removed == 1 ? "" : "s")} {done}");
            return ExitCodes.Done;
        });
        return command;
    }
}
