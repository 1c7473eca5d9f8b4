namespace Tickstorm.Tests.Living;

/// <summary>Calls of many CPUs at once, and the lock that old kernels have for them.</summary>
public class ShootDownTests
{
    [Fact] // 20 ms of calls of 21.4 us each, one at a time: 935 at most.
    public void One_call_at_a_time_is_in_the_machine_until_2_6_26()
    {
        LivingRun run = LivingRun.Of("call-lock");
        Assert.InRange(Calls(run, "targets"), 850, 935);
        Assert.True(run.Count("lockWaitNs", "total") / Calls(run, "targets") > 1_000_000);
        Assert.InRange(run.Count("lockWaitNs", "longestQueue"), 50, 63);
        LivingRun later = LivingRun.Of("call-lock", "--kernel", "2.6.27");
        Assert.True(Calls(later, "targets") > 4_500);
        Assert.Equal(0, later.Count("lockWaitNs", "total"));
    }

    // Without the sections all shoot-downs last as long. With them a target is in one with probability 0.05 and has up to 50 us left: the
    // largest of 63 is at most x with probability (1 - 0.05 (1 - x / 50 us))^63.
    [Fact]
    public void A_shoot_down_lasts_as_long_as_its_slowest_target()
    {
        long plain = Waits(LivingRun.Of("shoot-down", "--set", "workload.irqsOff.perSecond=0"), "p50");
        LivingRun run = LivingRun.Of("shoot-down");
        Assert.InRange(Waits(run, "p50") - plain, 39_100 - 5_000, 39_100 + 5_000);
        Assert.InRange(Waits(run, "p90") - plain, 45_000, 52_000);
    }

    [Theory]
    [InlineData("machine.delivery=cluster", 64, 4)]
    [InlineData("machine.delivery=physical", 64, 63)]
    [InlineData("machine.delivery=flat", 8, 1)]
    public void A_write_of_the_icr_reaches_whom_its_mode_can_name(string mode, int cpus, int writes)
    {
        LivingRun run = LivingRun.Of("shoot-down", "--set", mode, "--cpus", $"{cpus}", "--set", "workload.irqsOff.perSecond=0");
        long shootDowns = Calls(run, "shootDowns");
        Assert.True(shootDowns > 50);
        Assert.Equal(writes * shootDowns, Calls(run, "icrWrites"));
        Assert.Equal((cpus - 1) * shootDowns, Calls(run, "targets"));
    }

    [Fact]
    public void Cpus_that_idle_and_those_of_other_address_spaces_are_left_alone()
    {
        LivingRun run = LivingRun.Of("shoot-down", "--set", "workload.busy=40", "--set", "tick.nohz=true");
        Assert.Equal(39 * Calls(run, "shootDowns"), Calls(run, "targets"));
        run = LivingRun.Of("shoot-down", "--set", "workload.tlb.cpus=4");
        Assert.Equal(3 * Calls(run, "shootDowns"), Calls(run, "targets"));
    }

    [Fact]
    public void Flat_mode_of_more_than_8_cpus_is_refused()
    {
        ClientRun run = ClientRun.Real(["run", LivingRun.PathOf("shoot-down"), "--set", "machine.delivery=flat"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("names at most 8 CPUs", run.Error, StringComparison.Ordinal);
    }

    private static long Calls(LivingRun run, string count) => run.Count("life", "calls", count);

    private static long Waits(LivingRun run, string percentile) => run.Count("life", "callWaitNs", percentile);
}
