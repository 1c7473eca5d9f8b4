using System.Text.Json.Nodes;

namespace Tickstorm.Tests.Output;

public class LossSentencesTests
{
    [Theory]
    [InlineData("irq0-2007", "irq0-edge", "dropped, because another CPU runs their line's handler (line-in-progress)")]
    [InlineData("irq0-2007", "irq0-edge", "never raised, because nothing arms them: 3 CPUs are silent until their task blocks (not-armed)")]
    [InlineData("irq0-2007", "irq0-simple", "4 CPUs are silent for good")]
    [InlineData("irq0-2007-periodic", "irq0-edge@local", "masked: their CPU's LVT timer entry is (lvt-masked)")]
    [InlineData("irq0-2007-periodic", "irq0-level@xt-pic", "nobody is left to write EOI (isr-blocked)")]
    [InlineData("overcommit", "native-lapic", "while their virtual CPU is not scheduled (steal-collapse)")]
    [InlineData("overcommit", "pit-broadcast", "the broadcast has not brought to their CPU (stale-broadcast)")]
    public void Every_kind_of_loss_has_its_sentence(string scenario, string design, string sentence)
    {
        string[] cpus = scenario == "overcommit" ? [] : ["--cpus", "4"];
        string output = ClientRun.Real(["compare", scenario, "--designs", design, .. cpus]).Output;
        Assert.Contains(output.Split('\n'), line =>
            line.StartsWith(design + ":", StringComparison.Ordinal) && line.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void A_handler_that_outlasts_the_period_loses_ticks_and_breaks_C5()
    {
        ClientRun run = ClientRun.Real("compare", "irq0-2007", "--cpus", "2", "--handler", "5ms", "--designs", "native-lapic");
        Assert.Contains("it outlasts the period (not-armed)", run.Output, StringComparison.Ordinal);
        Assert.Contains("++++!", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing lost", run.Output, StringComparison.Ordinal);
        Assert.Contains("never raised", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_are_0_everywhere_are_left_out_and_named_but_for_lost_and_late()
    {
        string output = ClientRun.Real("compare", "irq0-2007", "--cpus", "4", "--designs", "native-lapic,irq0-percpu-reserved").Output;
        string heading = output.Split('\n').Single(line => line.TrimStart().StartsWith("design ", StringComparison.Ordinal));
        foreach (string column in new[] { "dropped", "masked", "never raised", "open", "stalled", "starved" })
            Assert.DoesNotContain($" {column} ", heading, StringComparison.Ordinal);
        Assert.Contains(" lost   late ", heading, StringComparison.Ordinal);
        Assert.Contains(
            "0 in every row: coalesced, dropped, masked, never raised, open, stalled, starved", output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_several_seeds_the_seed_is_named_and_nothing_lost_is_never_said_beside_a_loss()
    {
        string[] args = ["compare", "overcommit", "--seeds", "10", "--phases", "random"];
        JsonNode json = JsonNode.Parse(ClientRun.Real([.. args, "--json", "-"]).Output)!;
        string output = ClientRun.Real(args).Output;
        string[] survivors = [.. output.Split('\n').Where(line => line.StartsWith("Nothing lost", StringComparison.Ordinal))
            .SelectMany(line => line.Split(": ")[1].Split(", "))];
        foreach (JsonNode? design in json["designs"]!.AsArray())
        {
            bool loses = design!["ticks"] is { } ticks && (double)ticks["lost"]! > 0;
            Assert.False(loses && survivors.Contains((string)design["design"]!));
        }

        Assert.Contains("(seed 1).", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Overcommit_fails_on_lost() => Assert.Equal(1, ClientRun.Real("compare", "overcommit", "--fail-on", "lost").ExitCode);
}
