using System.CommandLine;

namespace Tickstorm.Client.Cluster;

/// <summary>The cluster commands of a build with Orleans.</summary>
internal static class ClusterCommands
{
    /// <summary>Why a scenario cannot be run on a cluster.</summary>
    public const string HowToRunScenarios = "Runs on a cluster are not part of this version yet.";

    /// <summary>True in builds with Orleans.</summary>
    public const bool IsPresent = true;

    /// <summary>The command that says so, whatever follows it.</summary>
    public static Command Create(ClientContext context)
    {
        Command cluster = new("cluster", "Run on an Orleans cluster") { TreatUnmatchedTokensAsErrors = false };
        cluster.SetAction(_ =>
        {
            context.Error.WriteLine(HowToRunScenarios);
            return ExitCodes.BadInput;
        });
        return cluster;
    }
}
