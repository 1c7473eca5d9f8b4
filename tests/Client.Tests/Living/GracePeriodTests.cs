using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>RCU's grace periods: ticks report quiescent states, and a CPU that has not keeps its tick in old kernels.</summary>
public class GracePeriodTests
{
    [Fact] // A tick notices the grace period and the next one reports: from one to two periods after its beginning.
    public void A_grace_period_of_a_busy_cpu_lasts_until_its_second_tick()
    {
        JsonElement grace = Grace(LivingRun.Of("grace-periods", "--set", "workload.busy=4"));
        Assert.InRange(LivingRun.Count(grace, "longestNs"), 1_900_000, 2_100_000);
        // Two periods for each, and half a period less on average, beside the gap of 2 ms.
        Assert.InRange(LivingRun.Count(grace, "begun"), 1_000 / 3.5 * 0.85, 1_000 / 3.5 * 1.15);
    }

    [Fact] // rcu_needs_cpu with rcu_pending; rcutree asks for callbacks of its own alone.
    public void An_old_kernel_keeps_the_tick_of_an_idle_cpu_that_a_grace_period_waits_for()
    {
        long[] without = LivingRun.Of("grace-periods", "--set", "workload.gracePeriods=0").OfCpus("handled");
        long[] old = LivingRun.Of("grace-periods").OfCpus("handled");
        long[] tree = LivingRun.Of("grace-periods", "--kernel", "2.6.39").OfCpus("handled");
        Assert.True(old[0] > without[0] * 1.1);
        Assert.Equal(without[0], tree[0]);
        Assert.All((long[][])[without, old, tree], handled => Assert.Equal((999, 0), (handled[1], handled[2])));
    }

    [Fact] // RCU_JIFFIES_TILL_FORCE_QS
    public void A_later_kernel_looks_for_idle_cpus_after_three_jiffies()
    {
        Assert.InRange(LivingRun.Count(Grace(LivingRun.Of("grace-periods")), "longestNs"), 1_000_000, 2_100_000);
        JsonElement tree = Grace(LivingRun.Of("grace-periods", "--kernel", "2.6.39"));
        Assert.InRange(LivingRun.Count(tree, "longestNs"), 3_000_000, 6_000_000);
        Assert.InRange(LivingRun.Count(tree, "begun"), LivingRun.Count(tree, "completed"), LivingRun.Count(tree, "completed") + 1);
    }

    [Fact]
    public void A_grace_period_waits_for_silent_cpus_for_ever()
    {
        LivingRun run = LivingRun.Of("first-collision", "--designs", "irq0-edge", "--set", "workload.gracePeriods=100");
        JsonElement grace = Grace(run);
        Assert.Equal((1, 0), (LivingRun.Count(grace, "begun"), LivingRun.Count(grace, "completed")));
        Assert.Equal(7, grace.GetProperty("waitsFor").GetArrayLength());
        Assert.Equal(JsonValueKind.Number, grace.GetProperty("openSinceNs").ValueKind);
    }

    private static JsonElement Grace(LivingRun run) => run.Design.GetProperty("life").GetProperty("gracePeriods");
}
