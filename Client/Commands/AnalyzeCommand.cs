using System.CommandLine;

namespace Tickstorm.Client.Commands;

/// <summary>analyze: not in this version yet.</summary>
internal static class AnalyzeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) => NotYet.Create(context, "analyze", "Where ticks serialise, where they are lost, which CPUs fell silent");
}
