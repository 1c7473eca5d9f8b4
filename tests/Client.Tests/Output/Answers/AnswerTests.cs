using System.Text.Json.Nodes;

namespace Tickstorm.Tests.Output.Answers;

public class AnswerTests
{
    [Theory]
    [InlineData("breaks", "irq0-edge")]
    [InlineData("best", "irq0-edge", "--cpus", "1")]
    [InlineData("best", "irq0-edge", "--cpus", "8", "--phases", "skewed")]
    [InlineData("breaks", "irq0-edge", "--cpus", "1024", "--phases", "skewed")]
    [InlineData("unsupported", "irq0-edge@xt-pic")]
    [InlineData("breaks", "irq0-percpu-reserved@xt-pic")]
    [InlineData("best", "irq0-percpu-reserved")]
    [InlineData("breaks", "irq0-do-irq", "--kernel", "2.6.24")]
    [InlineData("unsupported", "irq0-do-irq", "--kernel", "6.1")]
    [InlineData("keeps", "vmi-percpu,native-lapic")]
    [InlineData("keeps", "vmi-percpu", "--kernel", "6.1")]
    public void The_verdict_follows_the_machine_and_not_the_name(string verdict, string designs, params string[] more)
    {
        JsonNode json = Compare(["irq0-2007", "--designs", designs, .. more]);
        JsonNode answer = json["answer"]!.AsArray().Single(a => (string)a!["design"]! == designs.Split(',')[0])!;
        Assert.Equal(verdict, (string)answer["verdict"]!);
        Assert.NotEmpty((string)answer["because"]!);
    }

    [Theory]
    [InlineData("pin 2", "irq0-2007")]
    [InlineData("pin 0", "madt-takeover")]
    public void The_heading_says_which_machine_it_is_for(string pin, string scenario)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".yaml");
        string yaml = Repository.Text($"scenarios/{scenario}.yaml");
        File.WriteAllText(path, yaml.Replace("irq0Override: true", "irq0Override: false", StringComparison.Ordinal));
        try
        {
            string output = ClientRun.Real("compare", path, "--designs", "irq0-percpu-taken-over").Output;
            Assert.Contains($"IRQ0 on {pin} of the IO-APIC:", output, StringComparison.Ordinal);
            Assert.Contains("C7: the take-over has made the flow edge and the chip io-apic", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void It_takes_twelve_lines_at_most_and_tells_the_share_of_seeds_where_the_winner_is_drawn()
    {
        string[] lines = [.. ClientRun.Real("compare", "irq0-2007", "--cpus", "8", "--designs", "all").Output.Split('\n')
            .SkipWhile(line => !line.StartsWith("Answer for", StringComparison.Ordinal)).Where(line => line.Length > 0)];
        Assert.InRange(lines.Length, 3, 12);
        string edge = lines.Single(line => line.Contains("irq0-edge,", StringComparison.Ordinal));
        Assert.Contains("of 100 seeds", edge, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("irq0-edge,vmi-percpu,native-lapic", "native-lapic: best.", "irq0-edge: ruled out. C5")]
    [InlineData("irq0-edge", "No design of this kernel keeps every constraint.", "irq0-edge: ruled out. C5")]
    public void It_says_what_to_take_and_what_rules_out_the_rest(string designs, params string[] sentences)
    {
        string output = ClientRun.Real("compare", "irq0-2007", "--cpus", "4", "--designs", designs).Output;
        foreach (string sentence in sentences) Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_ticks_has_no_answer() =>
        Assert.Empty(Compare(["irq0-2007", "--designs", "native-lapic", "--duration", "1us"])["answer"]!.AsArray());

    private static JsonNode Compare(params string[] args)
    {
        ClientRun run = ClientRun.Real(["compare", .. args, "--json", "-"]);
        Assert.Equal(0, run.ExitCode);
        return JsonNode.Parse(run.Output)!;
    }
}
