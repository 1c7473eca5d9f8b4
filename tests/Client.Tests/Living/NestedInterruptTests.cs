using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>Ticks that meet a handler that runs with interrupts on, and those that meet their own.</summary>
public class NestedInterruptTests
{
    [Fact] // S43
    public void A_tick_of_class_14_preempts_a_level_handler_and_one_of_class_3_waits_for_its_eoi()
    {
        LivingRun run = LivingRun.Of("preempted");
        Assert.Equal([0, 49, 49], Late(run));
        Assert.Equal([49, 0, 0], run.Designs.Select(d => LivingRun.Count(d, "life", "nested")));
        Assert.InRange(LivingRun.Count(run.Designs[0], "latencyNs", "p99"), 0, 800);
        foreach (JsonElement blocked in run.Designs.Skip(1))
        {
            Assert.InRange(LivingRun.Count(blocked, "latencyNs", "p99"), 55_000, 59_000);
            Assert.Equal(0, LivingRun.Count(blocked, "ticks", "lost"));
        }
    }

    // One tick of class 3 comes just before a second edge of the device, within the handler of the first. The device's vector is the
    // higher one and is dispatched in its place; its flow handler finds the line in progress and masks its pin, interrupts off, for 1 us.
    [Fact]
    public void An_edge_handler_has_sent_its_eoi_and_delays_no_class()
    {
        LivingRun run = LivingRun.Of("preempted-edge");
        Assert.Equal([0, 1, 1], Late(run));
        foreach (JsonElement blocked in run.Designs.Skip(1))
        {
            JsonElement cause = Assert.Single(blocked.GetProperty("lateCauses").EnumerateArray());
            Assert.Equal(("vector", 0x39), (cause.GetProperty("cause").GetString(), LivingRun.Count(cause, "id")));
            Assert.InRange(LivingRun.Count(cause, "totalNs"), 1_000, 1_500);
        }

        Assert.Equal([0, 0, 0], Late(LivingRun.Of("preempted-edge", "--set", "costs.chip.ioApic.mask=0ns")));
    }

    [Fact] // From 2.6.35 on no handler takes interrupts.
    public void A_later_kernel_lets_no_tick_in()
    {
        LivingRun run = LivingRun.Of("preempted", "--designs", "native-lapic,irq0-percpu-reserved", "--kernel", "2.6.39");
        Assert.Equal([49, 49], Late(run));
        Assert.All(run.Designs, design => Assert.InRange(LivingRun.Count(design, "latencyNs", "p99"), 55_000, 62_500));
    }

    [Fact] // S43: of the two or three expiries within a handler of two periods and a half one is taken at its end, and none is dropped.
    public void Expiries_within_a_long_handler_of_a_higher_class_collapse_to_one()
    {
        LivingRun run = LivingRun.Traced("blocked-long", "irq0-percpu-reserved");
        Assert.Equal((0, 0, 0), (run.Count("ticks", "dropped"), run.Count("ticks", "masked"), run.Count("ticks", "pending")));
        int handlers = run.Times(0, "in_progress_set").Length;
        Assert.Equal(handlers, run.Count("ticks", "late"));
        Assert.Equal(run.Count("ticks", "raised"), run.Count("ticks", "handled") + run.Count("ticks", "coalesced"));
        Assert.InRange(run.Count("ticks", "coalesced"), handlers, 2 * handlers);
    }

    [Fact] // S44: handlers of one period and a half leave no gap; one expiry of three is the second that finds IRR set.
    public void After_an_early_eoi_the_second_expiry_runs_at_once_and_the_third_is_collapsed()
    {
        LivingRun run = LivingRun.Traced("eoi-first", "irq0-percpu-reserved");
        Assert.Equal((19, 13, 6), (run.Count("ticks", "raised"), run.Count("ticks", "handled"), run.Count("ticks", "coalesced")));
        long[] entries = run.Times(0, "irq_handler_entry"), exits = run.Times(0, "irq_handler_exit");
        for (int i = 1; i < entries.Length; i++) Assert.InRange(entries[i] - exits[i - 1], 0, 1_000);
    }

    private static long[] Late(LivingRun run) => [.. run.Designs.Select(d => LivingRun.Count(d, "ticks", "late"))];
}
