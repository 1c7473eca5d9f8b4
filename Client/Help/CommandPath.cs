using System.CommandLine;

namespace Tickstorm.Client.Help;

/// <summary>The words that name a command.</summary>
internal static class CommandPath
{
    /// <summary>As in "cluster run"; empty for the program itself.</summary>
    public static string Of(Command command)
    {
        List<string> names = [];
        for (Command? c = command; c is not null and not RootCommand; c = c.Parents.OfType<Command>().FirstOrDefault())
            names.Insert(0, c.Name);
        return string.Join(' ', names);
    }

    /// <summary>As in "tickstorm cluster run".</summary>
    public static string Full(Command command) => $"tickstorm {Of(command)}".TrimEnd();

    /// <summary>A command and all below it that are not hidden.</summary>
    public static IEnumerable<Command> Below(Command command) =>
        command.Subcommands.Where(c => !c.Hidden).SelectMany(Below).Prepend(command);
}
