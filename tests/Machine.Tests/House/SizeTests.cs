namespace Tickstorm.Tests.House;

/// <summary>Files that one can read: short lines, short files.</summary>
public class SizeTests
{
    private const int LongestLine = 140;
    private const int LongestFile = 400;

    [Fact]
    public void Lines_have_at_most_140_columns()
    {
        IEnumerable<string> longer = SourceTree.Files.SelectMany(file => file.Text.Split('\n')
            .Select((line, number) => (line, At: $"{file.Path}:{number + 1}")).Where(line => line.line.Length > LongestLine)
            .Select(line => line.At));
        Assert.Empty(longer);
    }

    [Fact]
    public void Files_have_at_most_400_lines_and_half_of_them_fewer_than_80()
    {
        int[] lines = [.. SourceTree.Files.Select(file => file.Text.Count(c => c == '\n')).Order()];
        Assert.InRange(lines[^1], 1, LongestFile);
        Assert.InRange(lines[lines.Length / 2], 1, 80);
    }
}
