using Tickstorm.Client.Shell;

using Signals signals = new();
using Stream output = new NamedStream("standard output", Console.OpenStandardOutput());
// A terminal that obeys no escape sequences is written to like a file, in its width.
bool obeys = Environment.GetEnvironmentVariable("TERM") != "dumb";
ClientContext context = new(output, new QuietWriter(Console.Error))
{
    OutputIsTerminal = !Console.IsOutputRedirected,
    ErrorIsTerminal = !Console.IsErrorRedirected && obeys,
    Width = TerminalWidth.Now,
    CommandLine = args,
    Cancel = signals.Token,
    HangUp = signals.HangUp,
};
int exitCode = CommandLineProgram.Run(args, context);
TerminalModes.Restore(context);
return exitCode;
