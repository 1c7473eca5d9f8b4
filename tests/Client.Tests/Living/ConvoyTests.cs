namespace Tickstorm.Tests.Living;

/// <summary>Ticks that update jiffies all at once, and queue for jiffies_lock.</summary>
public class ConvoyTests
{
    [Theory] // A burst of N CPUs that pass the test together queues for N times the hand-over: 0.96 ms here, 3.84 ms of 3,840 at 1 us.
    [InlineData("20us")]
    [InlineData("40us")]
    public void A_burst_queues_for_as_long_as_all_hold_the_lock(string hold)
    {
        LivingRun run = LivingRun.Of("convoy", "--set", "costs.jiffies.lockHold=" + hold);
        long holdNs = hold == "20us" ? 20_000 : 40_000;
        Assert.InRange(run.Count("lockWaitNs", "longestQueue"), 46, 48);
        Assert.InRange(run.Count("lockWaitNs", "max"), 46 * holdNs, 48 * holdNs);
    }

    [Fact] // At 2912 of 3840 CPUs (76 %) one NMI found them: the queue passes through every number on its way from all to none.
    public void The_library_s_convoy_holds_most_cpus_at_some_time_and_dissolves()
    {
        LivingRun run = Library("6.1", "1us");
        Assert.InRange(run.Count("lockWaitNs", "longestQueue"), 2_912, 3_840);
        Assert.InRange(run.Count("lockWaitNs", "max"), 3_800_000, 3_840_100);
        Assert.Equal("ok", run.Design.GetProperty("jiffies").GetProperty("state").GetString());
        // N times the hand-over is more than five ticks: who waits keeps jiffies standing for the next ones.
        LivingRun lasting = Library("6.1", "4us");
        Assert.InRange(lasting.Count("lockWaitNs", "max"), 15_000_000, 15_400_000);
        Assert.True(lasting.Count("life", "timekeeping", "forced") > 2 * run.Count("life", "timekeeping", "forced"));
        Assert.True(lasting.Count("jiffies", "actual") < run.Count("jiffies", "actual"));
    }

    [Theory]
    [InlineData("5.17")] // Nobody updates them for another CPU.
    [InlineData("6.19")]
    public void With_the_gate_there_are_never_more_than_two(string kernel)
    {
        LivingRun run = Library(kernel, "4us");
        Assert.InRange(run.Count("lockWaitNs", "longestQueue"), 0, 2);
        Assert.Equal(kernel == "6.19", run.Count("life", "timekeeping", "turnedAway") > 3_000);
    }

    private static LivingRun Library(string kernel, string hold) => LivingRun.OfLibrary(
        "jiffies-convoy-3840", "--kernel", kernel, "--set", "costs.jiffies.lockHold=" + hold);
}
