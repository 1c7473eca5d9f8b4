using System.CommandLine;
using System.CommandLine.Parsing;

namespace Tickstorm.Client.Options;

/// <summary>Options that say nothing without another one: they are refused where they would be ignored.</summary>
internal static class GoesWith
{
    /// <summary>Refuses an option of a command, by its name, where none of the others is given.</summary>
    public static void Add(Command command, string option, params string[] others) => command.Validators.Add(result =>
    {
        if (IsGiven(result, option) && !others.Any(other => IsGiven(result, other)))
            result.AddError($"{option} goes with {string.Join(" or ", others)}.");
    });

    private static bool IsGiven(CommandResult command, string name) =>
        command.Children.OfType<OptionResult>().Any(result => result.Option.Name == name && !result.Implicit);
}
