using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Help;

/// <summary>docs/howto.md and README.md: their commands run in their order, and print what the page says.</summary>
public partial class HowToTests
{
    [Theory]
    [InlineData("docs/howto.md", 18)]
    [InlineData("README.md", 4)]
    public void Every_command_prints_what_the_page_says(string page, int least)
    {
        using TempFile capture = new("capture.txt.gz");
        string folder = Path.GetDirectoryName(capture.Path)!;
        File.Copy(Path.Combine(Repository.Root, "tests/Traces.Tests/data/39_smp4_skew_tick_nohz_off_icount.txt.gz"), capture.Path);
        MatchCollection blocks = Block().Matches(Repository.Text(page));
        Assert.True(blocks.Count >= least, page);
        foreach (Match block in blocks)
        {
            string command = block.Groups[1].Value;
            ClientRun run = ClientRun.Real(PlacedCommand.Words(command, folder));
            Assert.True(run.ExitCode is 0 or 1, $"{command}: {run.Error}");
            // Files are named without their folder.
            string[] printed = (run.Output + run.Error).Replace(folder + "/", "", StringComparison.Ordinal).Split('\n');
            int at = -1;
            // A page folds a line as a terminal does: what goes on is indented.
            string shown = Fold().Replace(block.Groups[2].Value, " ");
            foreach (string line in shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line != "..."))
            {
                at = Array.FindIndex(printed, at + 1, each => each == line);
                Assert.True(at >= 0, $"{command} does not print, at this place: {line}\n{string.Join('\n', printed)}");
            }
        }
    }

    // To draw it anew: the first drawing of ./tickstorm compare --report -, below the head that the file has.
    [Fact]
    public void The_picture_of_the_readme_is_what_the_program_draws()
    {
        string page = ClientRun.Real("compare", "--report", "-").Output, picture = Repository.Text("docs/compare.svg");
        Assert.Contains(picture[(picture.IndexOf("</style>", StringComparison.Ordinal) + 9)..].TrimEnd(), page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"```console\n\$ (?:\./)?tickstorm ([^\n]*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\n {6,}(?=[A-Za-z(])")]
    private static partial Regex Fold();
}
