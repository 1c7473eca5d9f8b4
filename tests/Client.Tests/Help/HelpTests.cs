using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Tickstorm.Client.Help;
using Tickstorm.Client.Shell;

namespace Tickstorm.Tests.Help;

/// <summary>What the program says of itself: each help has examples, they run, and a mistyped word has its hint.</summary>
public class HelpTests
{
    private static readonly RootCommand s_root = CommandLineProgram.Root(new ClientContext(Stream.Null, TextWriter.Null));

    [Fact]
    public void Every_help_has_two_examples_and_the_environment_variables()
    {
        foreach (Command command in CommandPath.Below(s_root))
        {
            ClientRun help = ClientRun.Of([.. CommandPath.Of(command).Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            Assert.Equal(0, help.ExitCode);
            string[] examples = [.. help.Output.Split("Examples:\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            Assert.True(examples.Length >= 2, $"tickstorm {CommandPath.Of(command)} --help");
            Assert.All(examples, example => Assert.StartsWith("  tickstorm ", example, StringComparison.Ordinal));
            Assert.Contains("TICKSTORM_DEBUG", help.Output, StringComparison.Ordinal);
            // Completions are no part of the usage.
            Assert.DoesNotContain("|irq0-2007", help.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_example_is_a_command_line_of_its_command_and_runs()
    {
        using TempFile folder = new("capture.txt.gz");
        string home = Path.GetDirectoryName(folder.Path)!;
        File.Copy(Path.Combine(Repository.Root, "tests/Traces.Tests/data/39_smp4_skew_tick_nohz_off_icount.txt.gz"), folder.Path);
        File.Copy(Path.Combine(Repository.Root, "tests/vectors/lapic.jsonl"), Path.Combine(home, "vectors.jsonl"));
        foreach (Command command in CommandPath.Below(s_root))
        {
            foreach (string example in CommandExamples.Of(command))
            {
                string[] words = [.. CommandLineParser.SplitCommandLine(example)];
                Assert.True(s_root.Parse(words).Errors.Count == 0, example);
                // Those of the cluster need one (tests/Client.Tests/Cluster), bench ab another build, and doctor --silo free ports.
                if (words.Contains("cluster") || words is ["bench", "ab", ..] or ["doctor", "--silo"]) continue;
                string[] placed = PlacedCommand.Words(example, home);
                ClientRun run = words.Contains("-") && words[0] == "scenarios"
                    ? ClientRun.Fed(new MemoryStream(Encoding.UTF8.GetBytes("name: a\n")), default, placed)
                    : ClientRun.Real(placed);
                Assert.True(run.ExitCode == 0, $"{example}: {run.Error}");
            }
        }
    }

    [Fact]
    public void Help_and_a_command_is_that_command_with_help() =>
        Assert.Equal(ClientRun.Of("scenarios", "show", "--help").Output, ClientRun.Of("help", "scenarios", "show").Output);

    [Theory]
    [InlineData("comapre", "'comapre'; did you mean compare?")]
    [InlineData("cluster stauts", "'stauts'; did you mean status?")]
    [InlineData("compare --desings irq0-edge", "There is no option --desings; did you mean --designs?")]
    [InlineData("run irq0-2007 --lve", "There is no option --lve; did you mean --live?")]
    [InlineData("help comapre", "'comapre'; did you mean compare?")]
    public void A_mistyped_word_has_its_hint(string line, string hint)
    {
        ClientRun run = ClientRun.Of(line.Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare --design irq0-edge")]
    [InlineData("run irq0-2007 --designs irq0-edge")]
    [InlineData("sweep irq0-2007 --over cpus=1 --design irq0-edge")]
    public void Design_and_designs_are_the_same_option(string line) => Assert.Equal(0, ClientRun.Of(line.Split(' ')).ExitCode);

    [Theory]
    [InlineData("tickstorm com", "compare")]
    [InlineData("tickstorm compare irq0-2", "irq0-2007")]
    [InlineData("tickstorm compare --designs irq0-edge,vmi-p", "irq0-edge,vmi-percpu")]
    [InlineData("tickstorm run irq0-2007 --design vmi-p", "vmi-percpu")]
    [InlineData("tickstorm sweep irq0-2007 --over workload.b", "workload.busy=")]
    [InlineData("tickstorm help clus", "cluster")]
    public void A_shell_is_told_how_a_line_may_go_on(string line, string word) =>
        Assert.Contains(word, ClientRun.Of($"[suggest:{line.Length}]", line).Output.Split('\n').Select(each => each.TrimEnd()));

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void A_completion_script_asks_the_program(string shell) =>
        Assert.Contains("[suggest:", ClientRun.Of("completion", shell).Output, StringComparison.Ordinal);

    [ToolFact("bash")]
    public void Bash_completes_a_design_after_a_comma()
    {
        using TempFile script = new("completion.bash");
        File.WriteAllText(script.Path, Program()
            + ClientRun.Of("completion", "bash").Output
            + "COMP_LINE='tickstorm compare --designs irq0-edge,vmi-p' COMP_POINT=${#COMP_LINE} COMP_CWORD=3\n"
            + "COMP_POINT=${#COMP_LINE}\nCOMP_WORDS=(tickstorm compare --designs irq0-edge,vmi-p)\n_tickstorm\necho \"${COMPREPLY[@]}\"\n");
        Assert.Equal("irq0-edge,vmi-percpu\n", Tools.Run("bash", script.Path));
    }

    [ToolFact("zsh")]
    public void Zsh_completes_a_design_after_a_comma_and_leaves_a_key_open()
    {
        using TempFile script = new("completion.zsh");
        // What the line editor gives and takes, by hand.
        File.WriteAllText(script.Path, Program() + "compdef() { :; }\ncompadd() { print -r -- \"$@\"; }\n"
            + ClientRun.Of("completion", "zsh").Output
            + "ask() { BUFFER=$1; CURSOR=${#BUFFER}; _tickstorm; }\n"
            + "ask 'tickstorm compare --designs irq0-edge,vmi-p'\nask 'tickstorm sweep irq0-2007 --over workload.b'\n");
        Assert.Equal("-S  --\n-- irq0-edge,vmi-percpu\n-S  -- workload.busy=\n--\n", Tools.Run("zsh", "-f", script.Path));
    }

    [ToolFact("fish")]
    public void Fish_completes_a_design_after_a_comma_and_leaves_a_key_open()
    {
        using TempFile script = new("completion.fish");
        File.WriteAllText(script.Path, $"function tickstorm; dotnet '{Path.Combine(AppContext.BaseDirectory, "tickstorm.dll")}' $argv; end\n"
            + ClientRun.Of("completion", "fish").Output
            + "complete -C 'tickstorm compare --designs irq0-edge,vmi-p'\ncomplete -C 'tickstorm sweep irq0-2007 --over workload.b'\n");
        Assert.Equal("irq0-edge,vmi-percpu\nworkload.busy=\n", Tools.Run("fish", "--no-config", script.Path));
    }

    // The program of this test in the place of an installed one.
    private static string Program() => $"tickstorm() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "tickstorm.dll")}' \"$@\"; }}\n";

    [Fact]
    public void A_manual_page_has_every_option_of_its_command()
    {
        foreach (Command command in CommandPath.Below(s_root))
        {
            string page = ManPage.Of(command);
            foreach (Option option in command.Options)
                Assert.Contains(option.Name.Replace("-", "\\-", StringComparison.Ordinal), page, StringComparison.Ordinal);
            Assert.Contains(".SH EXAMPLES", page, StringComparison.Ordinal);
            Assert.All(page.Split('\n'), line => Assert.False(line.StartsWith('\''), line));
        }
    }
}
