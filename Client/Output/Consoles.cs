using Spectre.Console;
using Tickstorm.Client.Shell;
using Tickstorm.Traces.Runs;

namespace Tickstorm.Client.Output;

/// <summary>Consoles with colour on a terminal, and plain wide ones elsewhere.</summary>
internal static class Consoles
{
    private const int PlainWidth = 100_000;

    /// <summary>The console on standard output.</summary>
    public static IAnsiConsole Output(ClientContext context) =>
        context.OutputIsTerminal ? Of(context, context.OutputTerminal, context.Width) : Of(context, context.Output, PlainWidth);

    /// <summary>A text as markup that shows it, whatever is in it.</summary>
    public static string Escape(string text) => Markup.Escape(Printable.Of(text));

    /// <summary>Draws into a text, plain and as wide as need be, without blanks at the ends of lines.</summary>
    public static void WritePlain(ClientContext context, Table table)
    {
        using StringWriter text = new();
        Of(context, text, PlainWidth).Write(table);
        foreach (string line in text.ToString().TrimEnd('\n').Split('\n')) context.Output.WriteLine(line.TrimEnd());
    }

    private static IAnsiConsole Of(ClientContext context, TextWriter writer, int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = context.OutputIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = context.OutputIsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        return console;
    }
}
