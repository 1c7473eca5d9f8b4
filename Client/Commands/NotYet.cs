using System.CommandLine;

namespace Tickstorm.Client.Commands;

/// <summary>A command of the contract that this version does not have yet.</summary>
internal static class NotYet
{
    /// <summary>The command: one sentence and exit code 2.</summary>
    public static Command Create(ClientContext context, string name, string description)
    {
        Command command = new(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(_ =>
        {
            context.Error.WriteLine($"tickstorm {name} is not part of this version yet.");
            return ExitCodes.BadInput;
        });
        return command;
    }
}
