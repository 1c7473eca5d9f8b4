using System.CommandLine;

namespace Tickstorm.Client.Commands;

/// <summary>replay: not in this version yet.</summary>
internal static class ReplayCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) => NotYet.Create(context, "replay", "Replay register vectors: registers in, observations out");
}
