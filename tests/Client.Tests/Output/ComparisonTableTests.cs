namespace Tickstorm.Tests.Output;

public class ComparisonTableTests
{
    [Fact]
    public void Designs_are_in_the_order_of_missing_ticks_and_the_worst_has_its_story()
    {
        ClientRun run = ClientRun.Of("compare", "--designs", "irq0-edge,pit-broadcast,vmi-percpu");
        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Output.IndexOf("vmi-percpu", StringComparison.Ordinal) < run.Output.IndexOf("irq0-edge", StringComparison.Ordinal));
        Assert.Contains(
            "irq0-2007: 256 CPUs, kernel 2.6.24, 1000 Hz oneshot, aligned phases, handler 5us, 10.5ms, seed 1", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("10 / 2,560", run.Output, StringComparison.Ordinal);
        Assert.Contains("++++!+.++", run.Output, StringComparison.Ordinal);
        Assert.Contains("pit-broadcast was not run: the PIT cannot do that", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "irq0-edge loses 2,550 of 2,560 ticks. It begins at 1.00055ms: CPU 1's tick is lost because IRQ 0 is already in progress " +
            "on CPU 0 (line-in-progress).", run.Output, StringComparison.Ordinal);
        Assert.Contains("255 CPUs are silent until their task blocks", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_plain_text_goes_to_a_file() =>
        Assert.DoesNotContain('\u001b', ClientRun.Of("compare", "--designs", "irq0-edge").Output);

    [Fact]
    public void With_several_seeds_figures_have_their_interval() =>
        Assert.Contains("5 ±2.48", ClientRun.Of("compare", "--designs", "vmi-percpu", "--seeds", "3").Output, StringComparison.Ordinal);
}
