using System.CommandLine;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Help;

/// <summary>man: manual pages, made of the help.</summary>
internal static class ManCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context, RootCommand root)
    {
        Argument<string[]> words = new("command")
        {
            Description = "The command (default: tickstorm itself)", Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> into = new("--into") { Description = "Write the pages of all commands into a folder", HelpName = "folder" };
        Command command = new("man", "Print a manual page: tickstorm man compare | man -l -") { words, into };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(into) is { } folder)
            {
                Directory.CreateDirectory(folder);
                foreach (Command each in CommandPath.Below(root))
                    File.WriteAllText(Path.Combine(folder, ManPage.FileOf(each)), ManPage.Of(each));
                return ExitCodes.Done;
            }

            string asked = string.Join(' ', parsed.GetValue(words) ?? []);
            Command named = CommandPath.Below(root).FirstOrDefault(c => CommandPath.Of(c) == asked)
                ?? throw new BadInputException($"There is no command {asked}; tickstorm --help lists them.");
            context.Output.Write(ManPage.Of(named));
            return ExitCodes.Done;
        });
        return command;
    }
}
