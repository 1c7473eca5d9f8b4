namespace Tickstorm.Tests.Output;

/// <summary>What is said of host CPUs that virtual CPUs share.</summary>
public class HostSentencesTests
{
    [Fact]
    public void A_comparison_says_what_is_stolen_and_that_no_holder_was_preempted()
    {
        string output = ClientRun.Real("compare", "overcommit", "--designs", "native-lapic,irq0-edge").Output;
        Assert.Contains("16 virtual CPUs on 4 host CPUs in slices of 3ms: 75", output, StringComparison.Ordinal);
        Assert.Contains("native-lapic: no tick takes a lock of the kernel that others wait for.", output, StringComparison.Ordinal);
        Assert.Contains("irq0-edge: locks of the kernel are held for 0.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_says_how_many_holders_were_preempted_and_how_long_others_waited()
    {
        string file = Path.Combine(Repository.Root, "tests", "checks", "hosts", "crowded-line.yaml");
        string output = ClientRun.Real("compare", file, "--designs", "irq0-edge").Output;
        Assert.Contains("ended with a lock of the kernel held, which blocked all that waited for it", output, StringComparison.Ordinal);
        output = ClientRun.Real("compare", file, "--designs", "irq0-edge", "--set", "workload.host.preemption=boundaries").Output;
        Assert.Contains("No lock holder is preempted", output, StringComparison.Ordinal);
    }
}
