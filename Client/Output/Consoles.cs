using Spectre.Console;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Output;

/// <summary>Consoles with colour on a terminal, and plain wide ones elsewhere.</summary>
internal static class Consoles
{
    private const int PlainWidth = 1_000;

    /// <summary>The console on standard output.</summary>
    public static IAnsiConsole Output(ClientContext context)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = context.OutputIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = context.OutputIsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(context.Output),
        });
        if (!context.OutputIsTerminal) console.Profile.Width = PlainWidth;
        return console;
    }
}
