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

    // The collision is in the first jiffy, grace periods begin about every 10 ms: the first that a silent CPU misses stalls.
    [Fact]
    public void A_grace_period_that_waits_for_silent_cpus_stalls_and_a_cpu_that_ticks_says_it()
    {
        LivingRun run = LivingRun.Traced(
            "first-collision", "irq0-edge", "--set", "workload.gracePeriods=100", "--duration", "25s", "--kernel", "6.1", "--hz", "100");
        JsonElement[] said =
            [.. run.Design.GetProperty("detectors").EnumerateArray().Where(d => d.GetProperty("name").GetString() == "rcu-stall")];
        long[] waits = [.. Grace(run).GetProperty("waitsFor").EnumerateArray().Select(cpu => cpu.GetInt64())];
        Assert.Equal(7, waits.Length);
        Assert.Equal(waits, said.Select(d => LivingRun.Count(d, "cpu")).Order());
        long began = Grace(run).GetProperty("openSinceNs").GetInt64();
        Assert.All(said, d => Assert.InRange(LivingRun.Count(d, "timeNs") - began, 21_020_000_000, 21_040_000_000));
        Assert.All(said, d => Assert.Contains("(0 ticks this GP)", d.GetProperty("message").GetString(), StringComparison.Ordinal));
        Assert.Contains(" detector=rcu-stall ", run.Trace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grace_period_that_ends_in_time_is_no_stall()
    {
        LivingRun run = LivingRun.Of("grace-periods", "--duration", "25s", "--kernel", "6.1");
        Assert.DoesNotContain(
            run.Design.GetProperty("detectors").EnumerateArray(), d => d.GetProperty("name").GetString() == "rcu-stall");
        Assert.True(Grace(run).GetProperty("completed").GetInt64() > 1_000);
    }

    [Fact] // It ticks, and its task has waited for a call in the kernel since before the grace period began.
    public void A_cpu_that_waits_for_a_call_stalls_the_grace_period_and_says_it_of_itself()
    {
        LivingRun run = LivingRun.Of("stuck", "--set", "workload.gracePeriods=100", "--set", "workload.ipi.callFunction=500");
        string[] said =
        [
            .. run.Design.GetProperty("detectors").EnumerateArray().Where(d => d.GetProperty("name").GetString() == "rcu-stall")
                .Select(d => d.GetProperty("message").GetString()!),
        ];
        Assert.Contains(said, message => message.Contains("self-detected stall", StringComparison.Ordinal));
    }

    private static JsonElement Grace(LivingRun run) => run.Design.GetProperty("life").GetProperty("gracePeriods");
}
