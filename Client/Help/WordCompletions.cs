using System.CommandLine;
using System.CommandLine.Completions;
using Tickstorm.Client.Library;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Help;

/// <summary>The words that an argument or an option may have, by its name: scenarios, designs, keys.</summary>
internal static class WordCompletions
{
    /// <summary>Gives them to a command and all below it.</summary>
    public static void AddTo(Command root)
    {
        foreach (Command command in CommandPath.Below(root))
        {
            string path = CommandPath.Of(command);
            foreach (Argument argument in command.Arguments)
            {
                // Without a name of its own the help would list all words.
                argument.HelpName ??= argument.Name;
                if (argument.Name == "scenario" || path == "scenarios show")
                    argument.CompletionSources.Add(_ => Items(ScenarioStore.Names));
                if (path == "designs show") argument.CompletionSources.Add(_ => Items(DesignCatalog.Names));
                if (path is "help" or "man")
                    argument.CompletionSources.Add(_ => Items(root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)));
            }

            foreach (Option option in command.Options)
            {
                if (option.Name is "--designs" or "--design") option.CompletionSources.Add(Designs);
                if (option.Name is "--set" or "--over")
                    option.CompletionSources.Add(_ => Items(ScenarioKeys.All.Select(key => key.Path + "=")));
                if (option.Name is "--find") option.CompletionSources.Add(_ => Items(ScenarioKeys.All.Select(key => key.Path)));
            }
        }
    }

    // After a comma the next name begins.
    private static IEnumerable<CompletionItem> Designs(CompletionContext context)
    {
        string word = context.WordToComplete ?? "";
        string before = word[..(word.LastIndexOf(',') + 1)];
        return Items(DesignCatalog.Names.Select(name => before + name));
    }

    private static IEnumerable<CompletionItem> Items(IEnumerable<string> words) => words.Select(word => new CompletionItem(word));
}
