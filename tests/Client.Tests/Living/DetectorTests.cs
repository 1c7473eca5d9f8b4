namespace Tickstorm.Tests.Living;

/// <summary>What the kernel's detectors say while a scenario file runs, in JSON and in the trace.</summary>
public class DetectorTests
{
    private const long Second = 1_000_000_000;

    [Fact] // S37: of a CPU whose tick has died in user space.
    public void A_silent_cpu_is_a_hard_lockup_and_an_rcu_stall_and_never_a_soft_lockup()
    {
        (string Name, long Cpu, long At, string Message)[] said = Said(LivingRun.Of("detectors"));
        Assert.DoesNotContain(said, d => d.Name == "soft-lockup");
        (string, long, long At, string Message)[] hard = [.. said.Where(d => d.Name == "hard-lockup")];
        Assert.Equal(7, hard.Length);
        Assert.All(hard, d => Assert.InRange(d.At, 10 * Second, 20 * Second + 50_000_000));
        (string, long, long At, string Message)[] rcu = [.. said.Where(d => d.Name == "rcu-stall")];
        Assert.Equal(7, rcu.Length);
        // A jiffy is 10 ms: the grace period begins within the first, and the other CPU waits for two more.
        Assert.All(rcu, d => Assert.InRange(d.At, 21 * Second + 20_000_000, 21 * Second + 50_000_000));
        Assert.All(rcu, d => Assert.Contains("(0 ticks this GP)", d.Message, StringComparison.Ordinal));
        Assert.All(rcu, d => Assert.Contains("t=2102 jiffies", d.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_said_stands_in_the_trace_at_its_time()
    {
        LivingRun run = LivingRun.Traced("detectors", "irq0-edge");
        foreach (IGrouping<long, (string, long Cpu, long At, string)> cpu in Said(run).GroupBy(d => d.Cpu))
            Assert.Equal(cpu.Select(d => d.At / 1000), run.Times((int)cpu.Key, "detector_said").Select(at => at / 1000));
        Assert.Contains(" detector=hard-lockup ", run.Trace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cpu_that_ticks_and_waits_for_one_with_interrupts_off_is_a_soft_lockup()
    {
        (string Name, long Cpu, long At, string Message)[] said = Said(LivingRun.Of("stuck"));
        Assert.Contains(said, d => d.Message.Contains("watchdog: BUG: soft lockup - CPU#", StringComparison.Ordinal));
        Assert.Contains(said, d => d.Message.Contains("stuck for 22s!", StringComparison.Ordinal));
        Assert.Contains(said, d => d.Name == "workqueue-lockup");
        Assert.Contains(said, d => d.Name == "hard-lockup");
        // Who is called is locked up hard, and before.
        long soft = said.First(d => d.Name == "soft-lockup").At;
        Assert.Contains(said, d => d.Name == "hard-lockup" && d.At < soft);
        Assert.Contains(said, d => d.Name == "rcu-stall" && d.At < soft);
    }

    [Theory] // S48
    [InlineData("vmi-percpu", 8)]
    [InlineData("native-lapic", 0)]
    public void The_old_watchdog_believes_nothing_of_a_timer_that_counts_elsewhere(string design, int reports)
    {
        (string Name, long, long At, string Message)[] said = Said(LivingRun.Of(
            "detectors", "--designs", design, "--kernel", "2.6.24", "--duration", "12s", "--set", "nmiWatchdog=io-apic",
            "--set", "workload.ipi.reschedule=0"));
        Assert.Equal(reports, said.Length);
        Assert.All(said, d => Assert.Equal(("nmi-watchdog", 5), (d.Name, d.At / Second)));
        Assert.All(said, d => Assert.Contains("BUG: NMI Watchdog detected LOCKUP (false:", d.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_all_are_dead_nobody_says_a_stall()
    {
        (string Name, long Cpu, long, string)[] said = Said(LivingRun.Of(
            "detectors", "--designs", "irq0-simple", "--set", "workload.ipi.reschedule=0"));
        Assert.Equal(Enumerable.Range(0, 8).Select(cpu => (long)cpu), said.Select(d => d.Cpu).Order());
        Assert.All(said, d => Assert.Equal("hard-lockup", d.Name));
    }

    [Fact]
    public void At_2_6_39_a_hard_lockup_takes_a_minute_or_two_and_a_stall_one()
    {
        (string Name, long, long At, string)[] said = Said(LivingRun.Of("detectors", "--kernel", "2.6.39", "--duration", "130s"));
        (string, long, long At, string)[] hard = [.. said.Where(d => d.Name == "hard-lockup")];
        Assert.Equal(7, hard.Length);
        Assert.All(hard, d => Assert.InRange(d.At, 60 * Second, 120 * Second + 50_000_000));
        Assert.All(said.Where(d => d.Name == "rcu-stall"), d => Assert.Equal(60, d.At / Second));
        Assert.Equal(7, said.Count(d => d.Name == "rcu-stall"));
    }

    [Fact]
    public void At_2_6_24_nothing_is_said_unless_it_is_asked_for()
    {
        string[] old = ["--kernel", "2.6.24", "--duration", "12s", "--set", "workload.ipi.reschedule=0"];
        Assert.Empty(Said(LivingRun.Of("detectors", old)));
        (string Name, long, long At, string)[] said = Said(LivingRun.Of("detectors", [.. old, "--set", "nmiWatchdog=lapic"]));
        Assert.Equal(7, said.Length);
        Assert.All(said, d => Assert.Equal(("nmi-watchdog", 5), (d.Name, d.At / Second)));
    }

    [Fact] // Of the others, whose buddies are silent too, nobody hears.
    public void The_buddy_finds_the_cpu_after_it_from_6_5_on()
    {
        (string Name, long Cpu, long At, string)[] said = Said(LivingRun.Of("detectors", "--kernel", "6.5", "--set", "nmiWatchdog=buddy"));
        (string, long Cpu, long At, string)[] hard = [.. said.Where(d => d.Name == "hard-lockup")];
        Assert.Equal((1, 12), (Assert.Single(hard).Cpu, hard[0].At / Second));
    }

    private static (string Name, long Cpu, long At, string Message)[] Said(LivingRun run) =>
    [
        .. run.Design.GetProperty("detectors").EnumerateArray().Select(d => (
            d.GetProperty("name").GetString()!, LivingRun.Count(d, "cpu"), LivingRun.Count(d, "timeNs"),
            d.GetProperty("message").GetString()!)),
    ];
}
