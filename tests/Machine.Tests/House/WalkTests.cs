using System.Text.RegularExpressions;

namespace Tickstorm.Tests.House;

/// <summary>docs/architecture.md names files; they are there.</summary>
public partial class WalkTests
{
    [Fact]
    public void Every_file_of_the_two_walks_exists()
    {
        string page = Repository.Text("docs/architecture.md");
        string walks = page[page.IndexOf("## Two walks", StringComparison.Ordinal)..page.IndexOf("## Where things were", StringComparison.Ordinal)];
        HashSet<string> files = [.. SourceTree.Files.Select(file => Path.GetFileNameWithoutExtension(file.Path))];

        string[] named = [.. walks.Split('\n').Where(line => line.StartsWith("- **", StringComparison.Ordinal))
            .SelectMany(line => Name().Matches(line)).Select(match => match.Groups[1].Value)];

        Assert.True(named.Length > 60, $"{named.Length} files");
        Assert.DoesNotContain(named, name => !files.Contains(name));
    }

    [GeneratedRegex("`([A-Za-z.]+)`")]
    private static partial Regex Name();
}
