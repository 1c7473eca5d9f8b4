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

    [Fact] // vCPU 1 for a slice at most. 0 and 2 wait for each other to the end of their own slice, and for their turn after the other's.
    public void A_target_without_a_cpu_keeps_its_sender_waiting_for_its_slice()
    {
        LivingRun run = LivingRun.Of("preempted-target");
        Assert.InRange(Waits(run, "max"), 5_500_000, 6_100_000);
        Assert.Equal((0, 0), (Calls(run, "skipped"), Calls(run, "flushes")));
        Assert.InRange(Waits(LivingRun.Of("preempted-target", "--set", "workload.host.slice=12ms"), "max"), 20_000_000, 24_100_000);
    }

    [Fact]
    public void From_4_16_on_a_preempted_target_is_left_alone_and_flushes_when_it_returns()
    {
        LivingRun run = LivingRun.Of("preempted-target", "--kernel", "4.16");
        Assert.InRange(Waits(run, "p90"), 1_000, 5_000);
        Assert.InRange(Calls(run, "skipped"), 50, 400);
        Assert.InRange(Calls(run, "flushes"), 20, Calls(run, "skipped"));
        Assert.Equal(
            Calls(run, "targets"), Calls(run, "accepted") + Calls(run, "coalesced") + Calls(run, "refused") + Calls(run, "inFlight"));
    }

    [Fact]
    public void What_a_host_steals_that_is_not_simulated_is_away_as_well()
    {
        Assert.InRange(Waits(LivingRun.Of("stolen-target"), "max"), 2_500_000, 3_100_000);
        LivingRun run = LivingRun.Of("stolen-target", "--kernel", "4.16");
        Assert.True(Calls(run, "skipped") > 10 && Calls(run, "flushes") > 10);
    }

    [Theory]
    [InlineData("4.15", "30s", true)]
    [InlineData("4.15", "3ms", false)]
    [InlineData("4.16", "30s", false)]
    public void A_sender_is_locked_up_softly_only_if_slices_are_as_long(string kernel, string slice, bool locked)
    {
        LivingRun run = LivingRun.Of(
            "preempted-target", "--kernel", kernel, "--set", "workload.host.slice=" + slice, "--set", "workload.tlb.shootDowns=2",
            "--duration", "100s");
        string[] said = [.. run.Design.GetProperty("detectors").EnumerateArray().Select(d => d.GetProperty("name").GetString()!)];
        Assert.Equal(locked, said.Contains("soft-lockup"));
    }

    [Theory] // Eight vectors with a lock each, then 32, then call functions.
    [InlineData("2.6.38")]
    [InlineData("2.6.39")]
    [InlineData("3.5")]
    [InlineData("3.6")]
    public void Shoot_downs_wait_for_the_lock_of_their_vector_until_3_5(string kernel)
    {
        string[] storm = ["--set", "workload.tlb.shootDowns=500", "--duration", "200ms", "--kernel"];
        LivingRun run = LivingRun.Of("shoot-down", [.. storm, kernel]);
        long total = run.Count("lockWaitNs", "total");
        Assert.Equal(kernel == "3.6", total == 0);
        if (kernel == "2.6.38") Assert.True(total > 2 * LivingRun.Of("shoot-down", [.. storm, "3.5"]).Count("lockWaitNs", "total"));
        Assert.Equal(63 * Calls(run, "shootDowns"), Calls(run, "targets"));
        // Nobody queues behind another one's interrupt: each vector is its lock holder's.
        Assert.Equal(kernel == "3.6", Calls(run, "refused") > 0);
        LivingRun few = LivingRun.Of("shoot-down", [.. storm, kernel, "--cpus", "32"]);
        Assert.Equal(kernel == "2.6.38", few.Count("lockWaitNs", "total") > 0);
    }

    [Fact] // leave_mm() at the first one until 4.19; none at all later.
    public void Cpus_that_idle_with_the_address_space_are_shot_at_once_or_never()
    {
        LivingRun later = LivingRun.Of("lazy-targets"), before = LivingRun.Of("lazy-targets", "--kernel", "4.19");
        Assert.Equal(7 * Calls(later, "shootDowns"), Calls(later, "targets"));
        Assert.True(Calls(later, "skipped") > Calls(before, "skipped") && Calls(before, "skipped") > 0);
        Assert.True(Calls(later, "flushes") > 0);
    }

    private static long Calls(LivingRun run, string count) => run.Count("life", "calls", count);

    private static long Waits(LivingRun run, string percentile) => run.Count("life", "callWaitNs", percentile);
}
