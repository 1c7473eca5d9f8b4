using System.CommandLine;
using Tickstorm.Client.Commands;
using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Cluster;

/// <summary>The cluster commands, and the choice between an engine of this process and the cluster.</summary>
internal static class ClusterCommands
{
    /// <summary>cluster and what belongs to it.</summary>
    public static Command Create(ClientContext context)
    {
        Command cluster = new("cluster", "Run on an Orleans cluster");
        cluster.Add(UpAndDown.Up(context));
        cluster.Add(UpAndDown.Add(context));
        cluster.Add(UpAndDown.Down(context));
        cluster.Add(UpAndDown.Drain(context));
        cluster.Add(LogsCommand.Create(context));
        cluster.Add(CollectCommand.Create(context));
        cluster.Add(CompareCommand.OnCluster(context));
        cluster.Add(SubmitCommand.Create(context));
        cluster.Add(ListCommand.Create(context));
        cluster.Add(StatusCommand.Create(context));
        cluster.Add(ResultCommand.Attach(context));
        cluster.Add(ResultCommand.Result(context));
        foreach (Command command in RunControl.All(context)) cluster.Add(command);
        cluster.Add(InspectCommand.Create(context));
        cluster.Add(InjectCommand.Create(context));
        cluster.Add(WriteCommand.Create(context));
        cluster.Add(RecallCommand.Create(context));
        return cluster;
    }

    /// <summary>How many whole runs a sweep has on the cluster at a time.</summary>
    public static int SweepWidth => ClusterHome.Load() is { Silos.Count: > 0 } local ? local.Silos.Count : 4;

    /// <summary>bench cluster.</summary>
    public static Command Bench(ClientContext context) => ClusterBench.Create(context);

    /// <summary>Runs a design on the engine that the options name.</summary>
    /// <param name="story">Hears what happened to a cluster's run on the way.</param>
    /// <param name="detachment">How a cluster's run may be left; null when it may not.</param>
    public static Simulate Simulate(TextWriter story, Detachment? detachment) =>
        (scenario, design, options, trace, progress, cancel) => options.Kind == "cluster"
            ? ClusterRun.Run(scenario, design, options, trace, progress, new RunTeller(story, detachment), cancel).GetAwaiter().GetResult()
            : MeasuredRun.Run(scenario, design, options, trace, progress, cancel);
}
