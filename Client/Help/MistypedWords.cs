using System.CommandLine;
using System.CommandLine.Parsing;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Client.Help;

/// <summary>What was meant by a command or an option that there is none of.</summary>
internal static class MistypedWords
{
    /// <summary>One sentence for each error of a command line.</summary>
    public static IEnumerable<string> Errors(ParseResult parsed)
    {
        string[] unknown = [.. UnknownOptions(parsed)];
        foreach (string option in unknown) yield return $"There is no option {option}{Hint(parsed, option)}";
        foreach (ParseError error in parsed.Errors)
        {
            string? mistyped = parsed.UnmatchedTokens.FirstOrDefault(
                token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
            // The value of an option that there is none of is not what is wrong.
            if (unknown.Length > 0 && mistyped is not null) continue;
            yield return mistyped is null ? Sentence(error) : error.Message.TrimEnd('.') + Hint(parsed, mistyped);
        }
    }

    // What the parser says of these blames the value, or names nothing.
    private static string Sentence(ParseError error) => error.SymbolResult switch
    {
        OptionResult { IdentifierTokenCount: > 1, Option: { Arity.MaximumNumberOfValues: <= 1 } option } =>
            $"{option.Name} is given more than once",
        CommandResult { Command: { Action: null, Subcommands.Count: > 0 } group } =>
            $"{CommandPath.Full(group)} needs a command: {string.Join(", ", group.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}",
        _ => error.Message,
    };

    // A word that begins like an option and was taken for a value; after -- everything is a value.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        if (parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)) return [];
        IEnumerable<string> values = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens)
            .Select(token => token.Value);
        return values.Concat(parsed.UnmatchedTokens).Where(value => value.StartsWith("--", StringComparison.Ordinal))
            .Select(value => value.Split('=')[0]).Distinct();
    }

    private static string Hint(ParseResult parsed, string word)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> known = word.StartsWith('-')
            ? command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Prepend(o.Name)).Append("--help")
            : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
        return NearestWord.Hint(word, known);
    }
}
