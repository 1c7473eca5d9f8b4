using System.CommandLine;

namespace Tickstorm.Client.Commands;

/// <summary>calibrate: not in this version yet.</summary>
internal static class CalibrateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context) => NotYet.Create(context, "calibrate", "Make a scenario from a capture of a real kernel");
}
