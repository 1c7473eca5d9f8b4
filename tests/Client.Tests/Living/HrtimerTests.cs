using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>Timer interrupts that take longer than what they would program next, and timers that cannot count as little as is asked.</summary>
public class HrtimerTests
{
    [Fact] // S31 up to 2.6.28: the interrupt never ends, the ticks are run in it, and nothing is programmed.
    public void A_callback_longer_than_its_interval_keeps_an_old_kernel_in_its_interrupt_for_ever()
    {
        LivingRun run = LivingRun.Traced("long-callback", "native-lapic");
        Assert.Equal((2, 0), (run.Count("irqEnters"), run.Count("irqExits")));
        Assert.Equal(0, run.Count("life", "hrtimer", "hangs"));
        Assert.InRange(run.Count("life", "hrtimer", "retries"), 2 * 20_000 / 155, 2 * 20_000 / 150);
        Assert.Equal(run.Count("ticks", "expected"), run.Count("ticks", "handled"));
        for (int cpu = 0; cpu < 2; cpu++) Assert.Single(run.Times(cpu, "irr_set"));
    }

    [Fact] // S31 from 2.6.33 on: the first expiry is at 100 us, its entry 400 ns later, each of the three passes takes 150 us.
    public void A_later_kernel_gives_up_after_three_passes_for_as_long_as_they_took()
    {
        LivingRun run = LivingRun.Traced("long-callback", "native-lapic", "--kernel", "6.1", "--duration", "900us");
        JsonElement hrtimer = run.Design.GetProperty("life").GetProperty("hrtimer");
        Assert.Equal((2, 6, 6), (LivingRun.Count(hrtimer, "hangs"), LivingRun.Count(hrtimer, "runs"), LivingRun.Count(hrtimer, "retries")));
        Assert.Equal(450_000, LivingRun.Count(hrtimer, "maxHangNs"));
        for (int cpu = 0; cpu < 2; cpu++)
        {
            Assert.Equal([250_400, 400_400, 550_400], run.Times(cpu, "timer_past"));
            Assert.Equal([(550_400, 1_000_400)], run.Arguments(cpu, "timer_armed"));
        }
    }

    [Fact] // A long time is no reason to stay away for longer than 100 ms.
    public void An_interrupt_that_hung_for_long_is_deferred_by_a_tenth_of_a_second()
    {
        LivingRun run = LivingRun.Traced(
            "long-callback", "native-lapic", "--kernel", "6.1", "--duration", "500ms", "--set", "workload.hrtimer.handler=60ms");
        (long At, long Expires)[] armed = run.Arguments(0, "timer_armed");
        Assert.Equal(100_000_000, armed[0].Expires - armed[0].At);
        Assert.True(run.Count("life", "hrtimer", "maxHangNs") > 180_000_000);
    }

    [Fact] // 2.6.29 to 2.6.32
    public void Each_fifth_pass_raises_min_delta_to_three_times_its_length()
    {
        LivingRun run = LivingRun.Traced("long-callback", "native-lapic", "--kernel", "2.6.30", "--duration", "3ms");
        Assert.Equal(450_000, run.Count("life", "hrtimer", "minDeltaNs"));
        Assert.Equal((2, 10), (run.Count("life", "hrtimer", "hangs"), run.Count("life", "hrtimer", "retries")));
        Assert.All(run.Arguments(0, "timer_armed"), armed => Assert.True(armed.Argument - armed.At >= 450_000));
    }

    [Fact] // S32: next_event is what could not be programmed; the hardware has no new count, and so no interrupt comes.
    public void An_expiry_in_the_past_overwrites_next_event_and_leaves_the_hardware_alone()
    {
        LivingRun run = LivingRun.Traced("long-callback", "native-lapic");
        (long At, long Argument)[] past = run.Arguments(0, "timer_past");
        Assert.True(past.Length > 100);
        Assert.All(past, failed => Assert.True(failed.Argument <= failed.At));
        Assert.True(past.Select(failed => failed.Argument).Distinct().Count() == past.Length);
        Assert.Empty(run.Times(0, "timer_armed"));
        Assert.Single(run.Times(0, "irr_set"));
    }

    [Fact] // S33
    public void A_delta_below_min_delta_arms_the_timer_for_min_delta()
    {
        LivingRun run = LivingRun.Traced("min-delta", "native-lapic");
        (long At, long Argument)[] armed = run.Arguments(0, "timer_armed");
        Assert.All(armed, each => Assert.True(each.Argument - each.At >= 20_000));
        (long At, long Argument)[] sleeps = [.. armed.Where(each => each.Argument - each.At == 20_000)];
        Assert.True(sleeps.Length > 40);
        long[] interrupts = run.Times(0, "irr_set");
        foreach ((long _, long expires) in sleeps) Assert.Contains(expires, interrupts);
        Assert.Contains(LivingRun.Traced("min-delta", "native-lapic", "--set", "tick.minDelta=0ns").Arguments(0, "timer_armed"),
            each => each.Argument - each.At == 5_000);
    }
}
