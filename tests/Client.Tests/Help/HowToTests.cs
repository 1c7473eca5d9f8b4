using System.Text.RegularExpressions;

namespace Tickstorm.Tests.Help;

/// <summary>docs/howto.md: its commands run in their order, and print what it says.</summary>
public partial class HowToTests
{
    [Fact]
    public void Every_command_prints_what_the_page_says()
    {
        using TempFile capture = new("capture.txt.gz");
        string folder = Path.GetDirectoryName(capture.Path)!;
        File.Copy(Path.Combine(Repository.Root, "tests/Traces.Tests/data/39_smp4_skew_tick_nohz_off_icount.txt.gz"), capture.Path);
        MatchCollection blocks = Block().Matches(Repository.Text("docs/howto.md"));
        Assert.True(blocks.Count > 15);
        foreach (Match block in blocks)
        {
            string command = block.Groups[1].Value;
            ClientRun run = ClientRun.Real(PlacedCommand.Words(command, folder));
            Assert.True(run.ExitCode is 0 or 1, $"{command}: {run.Error}");
            // Files are named without their folder.
            string[] printed = (run.Output + run.Error).Replace(folder + "/", "", StringComparison.Ordinal).Split('\n');
            int at = -1;
            foreach (string line in block.Groups[2].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line != "..."))
            {
                at = Array.FindIndex(printed, at + 1, each => each == line);
                Assert.True(at >= 0, $"{command} does not print, at this place: {line}\n{string.Join('\n', printed)}");
            }
        }
    }

    [GeneratedRegex(@"```console\n\$ tickstorm ([^\n]*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
