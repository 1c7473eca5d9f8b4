using System.CommandLine;

namespace Tickstorm.Client.Commands;

/// <summary>bench: not in this version yet.</summary>
internal static class BenchCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) => NotYet.Create(context, "bench", "Measure the simulator itself");
}
