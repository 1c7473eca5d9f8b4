using System.CommandLine;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Help;

/// <summary>help X: the same as X --help.</summary>
internal static class HelpCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string[]> words = new("command")
        {
            Description = "The command, as in: help cluster run", Arity = ArgumentArity.ZeroOrMore,
        };
        Command command = new("help", "Say what a command does: the same as its --help") { words };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(words) ?? [];
            // What is no command is refused as it is without help.
            bool known = CommandLineProgram.Root(context).Parse(named).UnmatchedTokens.Count == 0;
            return CommandLineProgram.Run(known ? [.. named, "--help"] : named, context);
        });
        return command;
    }
}
