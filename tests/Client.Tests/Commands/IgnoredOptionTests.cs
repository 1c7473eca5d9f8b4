namespace Tickstorm.Tests.Commands;

/// <summary>No option is ignored in silence: what says nothing where it stands is refused, with what it goes with.</summary>
public class IgnoredOptionTests
{
    [Theory]
    [InlineData("run irq0-2007 --epoch now", "--epoch goes with --trace or --otlp")]
    [InlineData("run irq0-2007 --trace-sample all", "--trace-sample goes with --trace or --otlp")]
    [InlineData("cluster run irq0-2007 --epoch now", "--epoch goes with --trace.")]
    [InlineData("compare --per-cpu", "--per-cpu goes with --json")]
    [InlineData("sweep irq0-2007 --over cpus=1 --per-cpu", "--per-cpu goes with --json")]
    [InlineData("compare --allow-unsorted", "--allow-unsorted goes with --capture")]
    [InlineData("sweep irq0-2007 --find cpus --where lost>0 --show late", "--show goes with --over")]
    [InlineData("sweep irq0-2007 --over cpus=1..4 --cpus 5", "--cpus: --over gives machine.cpus its values already")]
    [InlineData("sweep irq0-2007 --over cpus=1..4 --set machine.cpus=5", "--set machine.cpus=5: --over gives machine.cpus its values already")]
    [InlineData("sweep irq0-2007 --find cpus --where lost>0 --cpus 5", "--cpus: --find gives machine.cpus its values already")]
    [InlineData("compare --design irq0-edge --designs vmi-percpu", "--designs is given more than once")]
    [InlineData("run irq0-2007 --design irq0-edge,vmi-percpu", "run takes one design, compare takes several")]
    [InlineData("compare --seed 18446744073709551615 --seeds 3", "would pass the largest seed")]
    [InlineData("convert x.dat --to trace.dat --out y.ctf", "--out y.ctf: the name says ctf and --to says trace.dat")]
    [InlineData("convert x.dat --out y", "--out y: the name says no trace format")]
    [InlineData("completion powershell", "shell is \"powershell\"; it must be bash, zsh or fish")]
    [InlineData("cluster inspect foo", "kind is \"foo\"; it must be cpu, lapic,")]
    [InlineData("scenarios", "tickstorm scenarios needs a command: list, show, validate, schema, kernels")]
    public void What_would_be_ignored_is_refused(string line, string sentence)
    {
        ClientRun run = ClientRun.Of(line.Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u0009", run.Error, StringComparison.Ordinal);
    }
}
