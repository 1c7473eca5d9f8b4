namespace Tickstorm.Tests.House;

/// <summary>The faults that tests/Chaos/mutate puts back.</summary>
public class MutationTests
{
    [Fact]
    public void Each_fault_that_is_put_back_fits_the_tree()
    {
        string[] patches = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Chaos", "Mutations"), "*.patch");
        Assert.True(patches.Length >= 8);
        foreach (string patch in patches) Assert.All(Hunks(patch), hunk => Assert.Contains(hunk.Before, hunk.Text, StringComparison.Ordinal));
    }

    // What each hunk takes to be in a file, and the file.
    private static IEnumerable<(string Before, string Text)> Hunks(string patch)
    {
        string text = "", before = "";
        foreach (string line in File.ReadLines(patch))
        {
            bool begins = line.StartsWith("@@", StringComparison.Ordinal) || line.StartsWith("diff ", StringComparison.Ordinal);
            if (begins && before.Length > 0) yield return (before, text);
            if (begins) before = "";
            else if (line.StartsWith("--- a/", StringComparison.Ordinal)) text = Repository.Text(line[6..]);
            else if (line is [' ' or '-', ..] && !line.StartsWith("---", StringComparison.Ordinal)) before += line[1..] + "\n";
        }

        yield return (before, text);
    }
}
