using System.CommandLine;
using Tickstorm.Client.Running;
using Tickstorm.Scenarios;
using Tickstorm.Tracing;

namespace Tickstorm.Client.Cluster;

/// <summary>The cluster commands of a build without Orleans: one sentence and exit code 2.</summary>
internal static class ClusterCommands
{
    /// <summary>Why a scenario cannot be run on a cluster.</summary>
    public static string? HowToRunScenarios => "This build has no cluster: the Microsoft.Orleans packages could not be restored when it was built (tickstorm doctor tries again).";

    /// <summary>True in builds with Orleans.</summary>
    public const bool IsPresent = false;

    /// <summary>How many whole runs a sweep has on the cluster at a time.</summary>
    public const int SweepWidth = 1;

    /// <summary>Runs a design on an engine of this build.</summary>
    public static DesignResult Simulate(Scenario scenario, string design, EngineOptions options, ITraceSink? trace, IProgress<VirtualTime>? progress, CancellationToken cancel) =>
        MeasuredRun.Run(scenario, design, options, trace, progress, cancel);

    /// <summary>The command that says so, whatever follows it.</summary>
    public static Command Create(ClientContext context) => Missing(context, "Run on an Orleans cluster (not in this build)");

    /// <summary>The same in place of bench cluster.</summary>
    public static Command Bench(ClientContext context) => Missing(context, "Measure the cluster (not in this build)");

    private static Command Missing(ClientContext context, string description)
    {
        Command cluster = new("cluster", description) { TreatUnmatchedTokensAsErrors = false };
        cluster.SetAction(_ =>
        {
            context.Error.WriteLine(HowToRunScenarios);
            return ExitCodes.BadInput;
        });
        return cluster;
    }
}
