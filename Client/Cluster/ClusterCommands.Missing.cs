using System.CommandLine;

namespace Tickstorm.Client.Cluster;

/// <summary>The cluster commands of a build without Orleans: one sentence and exit code 2.</summary>
internal static class ClusterCommands
{
    /// <summary>Why a scenario cannot be run on a cluster.</summary>
    public const string HowToRunScenarios = "This build has no cluster: the Microsoft.Orleans packages could not be restored when it was built (tickstorm doctor tries again).";

    /// <summary>True in builds with Orleans.</summary>
    public const bool IsPresent = false;

    /// <summary>The command that says so, whatever follows it.</summary>
    public static Command Create(ClientContext context)
    {
        Command cluster = new("cluster", "Run on an Orleans cluster (not in this build)") { TreatUnmatchedTokensAsErrors = false };
        cluster.SetAction(_ =>
        {
            context.Error.WriteLine(HowToRunScenarios);
            return ExitCodes.BadInput;
        });
        return cluster;
    }
}
