using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>CPUs that go offline and come online: the timekeeper's duty, their timers, lines and interrupts.</summary>
public class HotplugTests
{
    [Theory] // 94df7de0289 is in 2.6.29.
    [InlineData("2.6.24")]
    [InlineData("2.6.28")]
    public void Jiffies_stand_still_with_the_cpu_that_died_with_the_duty(string kernel)
    {
        LivingRun run = LivingRun.OfLibrary("hotplug-timekeeper", "--designs", "native-lapic", "--kernel", kernel);
        Assert.Equal("frozen", State(run));
        Assert.InRange(run.Count("jiffies", "actual"), 10, 11);
        JsonElement[] changes = Changes(run);
        Assert.True(changes[0].GetProperty("happened").GetBoolean());
        Assert.Equal(JsonValueKind.Null, changes[0].GetProperty("deadNs").ValueKind);
        Assert.Equal(JsonValueKind.Null, changes[0].GetProperty("dutyTo").ValueKind);
        // cpu_down() never returns: nobody brings it back.
        Assert.False(changes[1].GetProperty("happened").GetBoolean());
        Assert.Equal(10, run.OfCpus("handled")[2]);
        Assert.Equal(0, run.Count("hotplug", "movedTimers"));
    }

    [Theory] // Until 3.18 the CPU that takes it down looks again after 100 ms and a jiffy.
    [InlineData("2.6.29", "false", 0, 101_000_000, 103_000_000)]
    [InlineData("3.18", "false", 0, 101_000_000, 103_000_000)]
    [InlineData("3.19", "false", 0, 1_000_000, 1_200_000)]
    [InlineData("6.1", "false", 0, 1_000_000, 1_200_000)]
    [InlineData("6.1", "true", 0, 1_000_000, 1_200_000)]
    [InlineData("2.6.24", "true", -1, 101_000_000, 103_000_000)] // The idle loop of the dying CPU drops it, 5e41d0d60a5.
    [InlineData("2.6.23", "true", -1, 101_000_000, 103_000_000)]
    public void Jiffies_go_on_where_the_duty_is_handed_over_in_time(string kernel, string nohz, int to, long earliest, long latest)
    {
        LivingRun run = LivingRun.OfLibrary(
            "hotplug-timekeeper", "--designs", "native-lapic", "--kernel", kernel, "--set", "tick.nohz=" + nohz);
        Assert.Equal("ok", State(run));
        Assert.InRange(run.Count("jiffies", "actual"), 198, 200);
        JsonElement offline = Changes(run)[0];
        Assert.Equal(to, LivingRun.Count(offline, "dutyTo"));
        Assert.InRange(LivingRun.Count(offline, "deadNs") - LivingRun.Count(offline, "timeNs"), earliest, latest);
        Assert.True(run.Count("hotplug", "movedTimers") > 0);
    }

    [Theory]
    [InlineData("native-lapic")]
    [InlineData("irq0-edge@local")]
    public void An_offline_cpu_takes_no_interrupt_and_misses_no_tick(string design)
    {
        LivingRun run = LivingRun.Traced("hotplug-lines", design);
        long offline = Assert.Single(run.Times(2, "cpu_offline")), online = Assert.Single(run.Times(2, "cpu_online"));
        Assert.InRange(offline, 11_000_000, 11_020_000);
        Assert.Equal(51_000_000, online);
        Assert.Equal(0, run.Count("hotplug", "refused"));
        foreach (string name in (string[])["irr_set", "irq_dispatched", "tick_raised"])
        {
            // What was under way arrives within a millisecond.
            Assert.DoesNotContain(run.Times(2, name), at => at > offline + 1_000_000 && at < online);
            Assert.Contains(run.Times(2, name), at => at < offline);
            Assert.Contains(run.Times(2, name), at => at > online);
        }

        // Its ticks before and after, on its own grid; the others go on.
        long[] handled = run.OfCpus("handled");
        Assert.InRange(handled[2], 10 + 28, 10 + 30);
        Assert.InRange(handled[1], 79, 80);
        Assert.Equal(run.OfCpus("expected")[2], handled[2] + run.OfCpus("pending")[2]);
        Assert.Equal(0, run.OfCpus("dropped")[2] + run.OfCpus("coalesced")[2] + run.OfCpus("masked")[2]);
        Assert.Equal(run.OfCpus("raised")[2], handled[2] + run.OfCpus("pending")[2]);
    }

    [Fact]
    public void Lines_of_a_cpu_that_goes_offline_go_to_the_first_cpu_at_once()
    {
        LivingRun run = LivingRun.Traced("hotplug-lines", "native-lapic");
        // Its own, and IRQ0's, which goes to the timekeeper.
        Assert.Equal([11_000_000L, 11_000_000L], run.Times(0, "line_moved"));
        // Some 2,000 interrupts a second; on CPU 2 until then, on CPU 0 from then on.
        Assert.Contains(run.Times(2, "irq_handler_entry"), at => at < 11_000_000);
        Assert.DoesNotContain(run.Times(2, "irq_handler_entry"), at => at > 12_000_000);
        Assert.DoesNotContain(run.Times(0, "irq_handler_entry"), at => at < 11_000_000);
        Assert.InRange(run.Times(0, "irq_handler_entry").Length, 100, 180);
    }

    [Fact] // A wheel timer of 20 ms and an hrtimer of 25 ms, set at 0: one ran at 20.004 on CPU 0, the other at 25.
    public void Pending_timers_run_on_the_cpu_that_took_theirs_down()
    {
        LivingRun run = LivingRun.Of("hotplug-timers");
        Assert.Equal(2, run.Count("hotplug", "movedTimers"));
        Assert.InRange(run.Count("hotplug", "latestMovedNs"), 400, 40_000);
        LivingRun late = LivingRun.Of("hotplug-timers", "--kernel", "2.6.39");
        Assert.Equal(2, late.Count("hotplug", "movedTimers"));
        Assert.InRange(late.Count("hotplug", "latestMovedNs"), 80_000_000, 100_000_000);
    }

    [Fact] // 6441402b1f1: until 2.6.26 nobody's duty is the boot CPU's, or that of who comes up.
    public void A_cpu_that_comes_online_takes_a_duty_that_nobody_has_until_2_6_26()
    {
        Assert.Equal(1, LivingRun.Count(Changes(LivingRun.Of("hotplug-idle", "--kernel", "2.6.26"))[1], "dutyTo"));
        LivingRun later = LivingRun.Of("hotplug-idle", "--kernel", "2.6.27");
        Assert.Equal(JsonValueKind.Null, Changes(later)[1].GetProperty("dutyTo").ValueKind);
    }

    [Fact]
    public void A_sleeper_that_goes_offline_leaves_the_broadcast()
    {
        LivingRun run = LivingRun.Of("hotplug-sleepers");
        Assert.Equal(0, run.Count("hotplug", "refused"));
        Assert.Equal(0, run.Count("ticks", "missing"));
        Assert.Equal(run.Count("broadcast", "targets"), run.Count("broadcast", "accepted"));
        Assert.True(run.Count("broadcast", "enters") > 20);
    }

    [Fact]
    public void The_table_says_where_the_duty_went()
    {
        string old = ClientRun.Real("run", "hotplug-timekeeper", "--kernel", "2.6.24").Output.ReplaceLineEndings(" ");
        Assert.Contains("CPU 2 went offline at 11ms, and was not found dead; CPU 2 never came online", old, StringComparison.Ordinal);
        string now = ClientRun.Real("run", "hotplug-timekeeper").Output.ReplaceLineEndings(" ");
        Assert.Contains("and gave the timekeeper's duty to CPU 0, found dead 1.1ms later", now, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{at: 1ms, cpu: 0, action: offline}]", "1 to 999999")]
    [InlineData("[{at: 1ms, cpu: 1, action: online}]", "CPU 1 is online already")]
    [InlineData("[{at: 1ms, cpu: 1, action: offline}, {at: 3ms, cpu: 1, action: online}]", "less than 5ms after the one before")]
    [InlineData("[{at: 1ms, cpu: 9, action: offline}]", "has CPUs 0 to 3")]
    [InlineData("[{at: 1ms, cpu: 1}]", "lacks action")]
    public void What_cannot_be_is_said(string hotplug, string sentence)
    {
        ClientRun run = ClientRun.Real("run", "hotplug-timekeeper", "--set", "workload.hotplug=" + hotplug);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private static JsonElement[] Changes(LivingRun run) =>
        [.. run.Design.GetProperty("hotplug").GetProperty("changes").EnumerateArray()];

    private static string? State(LivingRun run) => run.Design.GetProperty("jiffies").GetProperty("state").GetString();
}
