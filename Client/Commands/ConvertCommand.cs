using System.CommandLine;

namespace Tickstorm.Client.Commands;

/// <summary>convert: not in this version yet.</summary>
internal static class ConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) => NotYet.Create(context, "convert", "Convert a trace between formats");
}
