using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Help;

/// <summary>A command line of a text, with the files that it names in a folder of the test.</summary>
internal static partial class PlacedCommand
{
    /// <summary>The words without the program's name; names of files lead into the folder, or into the checkout.</summary>
    public static string[] Words(string line, string folder) =>
    [
        .. CommandLineParser.SplitCommandLine(line).Select(word => FileName().IsMatch(word) ? Path.Combine(folder, word)
            : word.StartsWith("tests/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, word) : word),
    ];

    [GeneratedRegex(@"^([\w-]+\.(dat|txt\.gz|html|json|jsonl|csv|yaml|ctf|trace\.json)|man1)$")]
    private static partial Regex FileName();
}
