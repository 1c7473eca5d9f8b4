using System.CommandLine;
using Tickstorm.Client.Options;
using Tickstorm.Client.Shell;

namespace Tickstorm.Client.Help;

/// <summary>completion: the script with which a shell completes command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>The command.</summary>
    public static Command Create(ClientContext context)
    {
        Argument<string> shell = new("shell") { Description = "bash, zsh or fish; the script says where to put it" };
        OneOf.Add(shell, [.. CompletionScripts.All.Keys]);
        Command command = new("completion", "Print a script that completes commands, options, scenarios, designs and keys") { shell };
        command.SetAction(parsed =>
        {
            context.Output.Write(CompletionScripts.All[parsed.GetValue(shell)!].ReplaceLineEndings("\n"));
            return ExitCodes.Done;
        });
        return command;
    }
}
