namespace Tickstorm.Tests.Living;

/// <summary>Softirqs run after the interrupts that raise them, with interrupts on.</summary>
public class SoftirqTests
{
    [Fact]
    public void Softirqs_are_delayed_and_ticks_are_not()
    {
        LivingRun run = LivingRun.Of("softirqs");
        LivingRun without = LivingRun.Of("softirqs", "--set", "workload.softirq.tick=0ns", "--set", "workload.softirq.device=0ns");
        foreach (string figure in (string[])["p50", "p99", "max"])
            Assert.Equal(without.Count("latencyNs", figure), run.Count("latencyNs", figure));
        Assert.Equal((0, 0), (run.Count("ticks", "late"), run.Count("ticks", "lost")));
        // One that is raised while others run waits for their end: 300 us of the device's, or several.
        Assert.InRange(Delay(run, "p99"), 100_000, 1_000_000);
        Assert.True(run.Design.GetProperty("life").GetProperty("softirqDelayBuckets").GetArrayLength() > 10);
    }

    [Fact]
    public void A_thread_runs_them_later_and_still_delays_no_tick()
    {
        LivingRun run = LivingRun.Of("softirqs", "--set", "workload.softirq.threaded=true");
        Assert.True(run.Count("life", "softirqThreads") > 200);
        Assert.InRange(Delay(run, "p50"), 20_000, 25_000);
        Assert.Equal((0, 400), (run.Count("ticks", "late"), run.Count("latencyNs", "max")));
    }

    [Theory] // Work without end: ten restarts in old kernels, 2 ms in those from 3.9 on; then ksoftirqd.
    [InlineData("2.6.39", 10)]
    [InlineData("6.1", 2)]
    public void What_is_too_much_is_left_to_ksoftirqd(string kernel, int restarts)
    {
        LivingRun run = LivingRun.Of(
            "softirqs", "--kernel", kernel, "--set", "workload.softirq.device=0ns", "--set", "workload.softirq.tick=1ms");
        // With the tick a round of softirqs takes a little longer than a period, so that each has another behind it.
        const double Rounds = 2 * 200 / 1.006;
        Assert.InRange(run.Count("life", "softirqThreads"), Rounds / restarts * 0.8, Rounds / restarts * 1.2);
    }

    private static long Delay(LivingRun run, string figure) => LivingRun.Count(run.Design, "life", "softirqDelayNs", figure);
}
