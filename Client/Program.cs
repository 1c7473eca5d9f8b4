using Tickstorm.Client.Shell;

using Signals signals = new();
using Stream output = new NamedStream("standard output", Console.OpenStandardOutput());
ClientContext context = new(output, new QuietWriter(Console.Error))
{
    OutputIsTerminal = !Console.IsOutputRedirected,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    CommandLine = args,
    Cancel = signals.Token,
};
return CommandLineProgram.Run(args, context);
