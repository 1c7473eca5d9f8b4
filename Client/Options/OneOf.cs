using System.CommandLine;
using System.CommandLine.Completions;

namespace Tickstorm.Client.Options;

/// <summary>An argument that is one of a few words, which a shell completes.</summary>
internal static class OneOf
{
    /// <summary>Refuses every other word.</summary>
    public static void Add(Argument<string> argument, params string[] words)
    {
        argument.CompletionSources.Add(_ => words.Select(word => new CompletionItem(word)));
        argument.Validators.Add(result =>
        {
            foreach (string given in result.Tokens.Select(token => token.Value).Where(given => !words.Contains(given)))
                result.AddError($"{argument.Name} is \"{given}\"; it must be {string.Join(", ", words[..^1])} or {words[^1]}");
        });
    }
}
