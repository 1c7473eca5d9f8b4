using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>CPUs that stop their tick, sleep, wake, and hand over the timekeeper's duty.</summary>
public class IdleTests
{
    [Fact] // S27
    public void The_duty_that_a_sleeping_cpu_drops_is_taken_by_the_next_tick()
    {
        LivingRun run = LivingRun.Of("duty");
        JsonElement keeping = Timekeeping(run);
        Assert.Equal((1, 1), (LivingRun.Count(keeping, "owner"), LivingRun.Count(keeping, "handOvers")));
        Assert.InRange(LivingRun.Count(keeping, "largestStep"), 1, 2);
        Assert.InRange(run.Count("jiffies", "actual"), 99, 100);
    }

    [Fact] // S28
    public void The_first_interrupt_after_a_sleep_of_all_adds_all_jiffies_at_once()
    {
        LivingRun run = LivingRun.Traced("one-interrupt", "native-lapic");
        long interrupt = run.Times(2, "irq_dispatched")[0];
        JsonElement keeping = Timekeeping(run);
        Assert.Equal((1, interrupt / 4_000_000), (LivingRun.Count(keeping, "updates"), LivingRun.Count(keeping, "largestStep")));
        Assert.Equal(interrupt / 4_000_000, run.Count("jiffies", "actual"));
    }

    [Fact] // S28 over 100 s: the edge that was remembered finds all jiffies since the first one missing.
    public void After_a_hundred_seconds_of_sleep_one_interrupt_adds_all_that_is_missing()
    {
        LivingRun run = LivingRun.Traced("hundred-seconds", "native-lapic");
        long[] interrupts = run.Times(2, "irq_dispatched");
        Assert.Equal(2, interrupts.Length);
        JsonElement keeping = Timekeeping(run);
        Assert.Equal((2, 25_000 - interrupts[0] / 4_000_000), (LivingRun.Count(keeping, "updates"), LivingRun.Count(keeping, "largestStep")));
        Assert.True(LivingRun.Count(keeping, "largestStep") > 24_500);
        Assert.Equal(25_000, run.Count("jiffies", "actual"));
    }

    [Fact] // S33: the longest that its timer can count is 4.29 s, and what wakes it early finds nothing.
    public void A_sleep_beyond_the_timers_range_is_slept_in_parts()
    {
        LivingRun run = LivingRun.Of("long-sleep");
        Assert.Equal(25_000, run.Count("jiffies", "actual"));
        Assert.Equal((24, 1, 0), (run.Count("life", "otherTimers"), run.Count("life", "wakes"), run.Count("ticks", "raised")));
        Assert.InRange(LivingRun.Count(Timekeeping(run), "largestStep"), 1_070, 1_075);
    }

    [Fact]
    public void Where_all_sleep_jiffies_are_behind_and_not_lost()
    {
        Assert.Equal("behind", LivingRun.Of("all-idle").Design.GetProperty("jiffies").GetProperty("state").GetString());
        string text = ClientRun.Real("compare", LivingRun.PathOf("all-idle")).Output;
        Assert.Contains("250 jiffies behind, caught up by the next interrupt", text, StringComparison.Ordinal);
    }

    [Theory] // S34
    [InlineData("2.6.24", 7_812)]
    [InlineData("2.6.39", 0)]
    [InlineData("6.1", 0)]
    public void High_resolution_ticks_are_skewed_until_2_6_35(string kernel, long skewNs)
    {
        LivingRun run = LivingRun.Traced("skew", "native-lapic", "--kernel", kernel);
        long first = run.Times(0, "local_timer_entry")[0];
        for (int cpu = 1; cpu < 64; cpu++) Assert.InRange(run.Times(cpu, "local_timer_entry")[0] - first - skewNs * cpu, -1, cpu);
    }

    [Fact] // S34: tick_nohz_switch_to_nohz starts them all from the same time.
    public void Low_resolution_ticks_are_aligned()
    {
        LivingRun run = LivingRun.Traced("skew", "native-lapic", "--set", "tick.resolution=low");
        long[] first = run.Times(0, "local_timer_entry");
        Assert.Equal(4, first.Length);
        for (int cpu = 1; cpu < 64; cpu++) Assert.Equal(first, run.Times(cpu, "local_timer_entry"));
    }

    [Fact] // What is published goes on as expected; a grace period that begins is published when the one before ends.
    public void Who_reads_what_goes_on_as_expected_executes_once()
    {
        Assert.Equal(1, Efficiency(LivingRun.Of("steady", "--set", "workload.gracePeriods=0")));
        Assert.InRange(Efficiency(LivingRun.Of("steady", "--window", "1ms")), 0.98, 1);
    }

    [Fact] // The recording has 487 of 511 (its host takes the others) and 245 of 1,532; 184 sleeps of CPU 3; 431 interrupts of idle CPUs.
    public void Recording_33_written_by_hand_ticks_as_the_real_one()
    {
        LivingRun run = LivingRun.Of("recording-33");
        long[] handled = run.OfCpus("handled");
        Assert.InRange(handled[0], 487, 511);
        Assert.InRange(handled[1..].Sum(), 245 * 0.9, 245 * 1.1);
    }

    [Theory]
    [InlineData("hand-over")]
    [InlineData("duty")]
    [InlineData("preempted")]
    [InlineData("calls-wait")]
    [InlineData("call-lock")]
    [InlineData("convoy")]
    [InlineData("gate")]
    [InlineData("long-callback")]
    [InlineData("softirqs")]
    [InlineData("grace-periods")]
    public void Every_engine_and_window_gives_the_same(string scenario)
    {
        string?[] expected = Digests(scenario, "--engine", "sequential");
        foreach (string window in (string[])["1us", "10us", "100us", "1ms", "10ms"])
        {
            foreach (string threads in (string[])["1", "2", "8"])
                Assert.Equal(expected, Digests(scenario, "--engine", "parallel", "--window", window, "--threads", threads));
        }
    }

    [Fact]
    public void Two_that_work_by_turns_hand_the_duty_over_each_time() =>
        Assert.True(LivingRun.Count(Timekeeping(LivingRun.Of("hand-over")), "handOvers") >= 10);

    private static double Efficiency(LivingRun run) => run.Design.GetProperty("engine").GetProperty("efficiency").GetDouble();

    private static JsonElement Timekeeping(LivingRun run) => run.Design.GetProperty("life").GetProperty("timekeeping");

    private static string?[] Digests(string scenario, params string[] options) =>
        [.. LivingRun.Of(scenario, options).Designs.Select(d => d.GetProperty("digest").GetString())];
}
