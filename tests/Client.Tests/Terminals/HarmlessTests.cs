using Tickstorm.Client.Sweeps;
using Tickstorm.Traces.Runs;
using Tickstorm.Tests.Deploy;

namespace Tickstorm.Tests.Terminals;

/// <summary>Text of others does not command the terminal.</summary>
public class HarmlessTests
{
    private const string Hostile = "a\u001b[2Jb\u009b0mc\u202ed\u2066e\rf\u0007g";

    [Fact]
    public void Control_and_direction_characters_are_shown_by_their_number() =>
        Assert.Equal("a\\u001b[2Jb\\u009b0mc\\u202ed\\u2066e\\u000df\\u0007g", Printable.Of(Hostile));

    [Fact]
    public void Text_of_any_language_stays_as_it_is() => Assert.Equal("±5 µs Ж 中", Printable.Of("±5 µs Ж 中"));

    [Theory]
    [InlineData("compare", "--cpus", Hostile)]
    [InlineData("compare", Hostile)]
    [InlineData(Hostile)]
    [InlineData("sweep", "irq0-2007", "--over", Hostile)]
    [InlineData("run", "irq0-2007", "--design", Hostile)]
    [InlineData("designs", "show", Hostile)]
    [InlineData("scenarios", "kernels", Hostile)]
    [InlineData("analyze", Hostile)]
    public void What_is_repeated_from_the_command_line_is_printable(params string[] arguments)
    {
        ClientRun run = ClientRun.Real(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("\\u001b", run.Error, StringComparison.Ordinal);
        AssertHarmless(run.Output + run.Error);
    }

    [Fact]
    public void A_name_in_a_scenario_is_printable()
    {
        using TempFile file = new("a.yaml");
        File.WriteAllText(file.Path, "name: \"\\e[2J\\e]0;gone\\x07hi\\u202e\"\nmachine: {cpus: 2}\nrun: {duration: 5ms}\n");
        foreach (string[] arguments in new[] { new[] { "compare", file.Path }, ["compare", file.Path, "irq0-2007"], ["scenarios", "show", file.Path] })
            AssertHarmless(ClientRun.Real(arguments).Output);
    }

    [Fact]
    public void A_name_in_a_capture_is_printable()
    {
        using TempFile file = new("a.txt");
        File.WriteAllText(file.Path, "  <idle>-0  [000] d.h1. 1.000000: irq_handler_entry: irq=16 name=eth\u001b[2J0\u202e\n" +
            "  <idle>-0  [000] d.h1. 1.000010: irq_handler_exit: irq=16 ret=handled\n");
        ClientRun run = ClientRun.Real("analyze", file.Path);
        Assert.Contains("\\u001b", run.Output, StringComparison.Ordinal);
        AssertHarmless(run.Output + run.Error);
    }

    [Fact]
    public void A_report_shows_what_would_turn_its_text()
    {
        using TempFile scenario = new("a.yaml"), capture = new("a.txt");
        File.WriteAllText(scenario.Path, "name: \"a\\u202eb\\u2066c\\x9bd\"\nmachine: {cpus: 2}\nrun: {duration: 5ms}\n");
        File.WriteAllText(capture.Path, "  <idle>-0  [000] d.h1. 1.000000: irq_handler_entry: irq=16 name=eth\u001b[2J0\n" +
            "  <idle>-0  [000] d.h1. 1.000010: irq_handler_exit: irq=16 ret=handled\n" +
            "  <idle>-0  [000] d.h1. 1.000020: local_timer_entry: vector=236\n" +
            "  <idle>-0  [000] d.h1. 1.000030: local_timer_exit: vector=236\n");
        foreach (string[] arguments in new[]
        {
            new[] { "compare", scenario.Path, "--designs", "irq0-edge", "--report", "-" },
            ["compare", scenario.Path, "irq0-2007", "--designs", "irq0-edge", "--cpus", "2", "--report", "-"],
            ["sweep", scenario.Path, "--over", "cpus=1,2", "--designs", "irq0-edge", "--report", "-"],
            ["analyze", capture.Path, "--report", "-"],
        })
        {
            string page = ClientRun.Real(arguments).Output;
            Assert.Contains(arguments[0] == "analyze" ? "\\u001b" : "\\u202e", page, StringComparison.Ordinal);
            AssertHarmless(page);
        }
    }

    [Fact]
    public void Rows_of_figures_show_it_too()
    {
        using StringWriter text = new();
        SweepCsv.Row(text, [Hostile, "a,b"]);
        Assert.Equal($"{Printable.Of(Hostile)},\"a,b\"\r\n", text.ToString());
    }

    [ToolTheory("script"), InlineData("dumb")]
    public void A_terminal_that_obeys_nothing_is_sent_no_escapes(string term) =>
        Assert.DoesNotContain('\u001b', Terminal.Raw(80, term, "compare", "--cpus", "4"));

    [ToolTheory("script"), InlineData("xterm-256color")]
    public void A_terminal_is_left_as_it_was_found(string term)
    {
        string sent = Terminal.Raw(80, term, "compare", "--cpus", "4", "--designs", "irq0-edge");
        Assert.True(sent.LastIndexOf("\u001b[?1l", StringComparison.Ordinal) >= sent.LastIndexOf("\u001b[?1h", StringComparison.Ordinal), sent);
    }

    private static void AssertHarmless(string text) => Assert.All(text, c => Assert.True(
        c == '\n' || !char.IsControl(c) && c is not ((>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')), $"{(int)c:x}"));
}
