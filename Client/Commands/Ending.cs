using Tickstorm.Client.Running;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Commands;

/// <summary>The exit code of a run.</summary>
internal static class Ending
{
    /// <summary>Interrupted, or detached, comes before what was found: an unfinished run has not answered.</summary>
    public static int Of(ClientContext context, Experiment experiment, Func<Experiment, bool> fails, bool hasLost) =>
        context.ExitCode(hasLost || fails(experiment) ? ExitCodes.Found : ExitCodes.Done);
}
