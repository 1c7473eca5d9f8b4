using Tickstorm.Client.Output;

namespace Tickstorm.Client.Shell;

/// <summary>Leaves the terminal as it was found.</summary>
internal static class TerminalModes
{
    // rmkx of terminfo: the runtime sends smkx when it first asks for the terminal's width, and never takes it back.
    private const string KeypadLocal = "\u001b[?1l\u001b>";

    /// <summary>Takes back what the runtime has set on standard output.</summary>
    public static void Restore(ClientContext context)
    {
        if (!context.OutputIsTerminal || !Consoles.Output(context).Profile.Capabilities.Ansi) return;
        try
        {
            context.OutputTerminal.Write(KeypadLocal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The terminal is gone.
        }
    }
}
