namespace Tickstorm.Tests.Living;

/// <summary>256 CPUs at the same instant, and alarms that are lost: scenario files, their JSON and traces.</summary>
public class AlignedTests
{
    private const long Hold = 150, BailOut = 1_150;

    [Fact] // S46
    public void Version_a_has_jiffies_right_with_the_next_alarm_of_any_cpu()
    {
        LivingRun run = LivingRun.Of("alarms-lost");
        Assert.All(run.OfCpus("coalesced"), lost => Assert.True(lost > 50));
        // Up to 35 ms without an alarm at the end, and the next comes within 10 ms.
        Assert.InRange(run.Count("jiffies", "actual"), 2_000 - 45, 2_000);
        Assert.Equal("ok", run.Design.GetProperty("jiffies").GetProperty("state").GetString());
        // Version C counts each tick of the timekeeper's, and loses them with their interrupts.
        LivingRun other = LivingRun.Of("alarms-lost", "--designs", "vmi-percpu", "--hz", "100");
        Assert.True(other.Count("jiffies", "actual") < 150);
    }

    [Fact] // S70
    public void The_last_of_256_waits_a_third_of_a_millisecond_with_interrupts_off_and_is_dropped()
    {
        LivingRun run = LivingRun.Traced("aligned-256", "irq0-edge");
        long longest = run.Count("lockWaitNs", "max");
        // The winner's section and 254 bail-outs, and the winner's second section among them.
        Assert.InRange(longest, Hold + 254 * BailOut, Hold + 254 * BailOut + 2_000);
        int last = Enumerable.Range(0, 256).MaxBy(cpu => Wait(run, cpu));
        Assert.Equal(longest, Wait(run, last));
        Assert.Single(run.Times(last, "tick_dropped"));
        Assert.Empty(run.Times(last, "irq_handler_entry"));
        long off = run.Times(last, "irq_returned").Single() - run.Times(last, "irq_dispatched").Single();
        Assert.InRange(off, longest, longest + 2_000);
        Assert.Equal(255, run.Count("ticks", "dropped"));
    }

    [Fact] // S71
    public void Percpu_of_256_waits_for_nobody_and_shares_one_line_of_the_cache()
    {
        LivingRun run = LivingRun.Of("aligned-256", "--designs", "vmi-percpu");
        Assert.Equal((0, 0, 0), (run.Count("lockWaitNs", "total"), run.Count("lockWaitNs", "longestQueue"), run.Count("ticks", "late")));
        Assert.Equal(2_560, run.Count("ticks", "handled"));
        LivingRun lines = LivingRun.Of(
            "aligned-256", "--designs", "vmi-percpu", "--set", "costs.cacheLine.package=100ns", "--set", "costs.cacheLine.machine=300ns");
        Assert.Equal((0, 2_560), (lines.Count("lockWaitNs", "total"), lines.Count("ticks", "handled")));
        double tail = lines.Design.GetProperty("steadyNsPerTick").GetDouble() - run.Design.GetProperty("steadyNsPerTick").GetDouble();
        Assert.InRange(tail, 100, 256 * 300);
    }

    [Fact] // S72
    public void Version_a_takes_the_xtime_lock_256_times_for_an_alarm_and_loses_nothing()
    {
        LivingRun run = LivingRun.Traced("aligned-256", "vmi-own-vector", "--mode", "periodic");
        Assert.Equal((2_560, 0), (run.Count("ticks", "handled"), run.Count("ticks", "lost")));
        Assert.Equal(255 * Hold, run.Count("lockWaitNs", "max"));
        long[] taken =
        [
            .. Enumerable.Range(0, 256).SelectMany(cpu => run.Times(cpu, "lock_wait_end")).Where(at => at < 2_000_000).Order(),
        ];
        Assert.Equal(256, taken.Length);
        Assert.True(taken[^1] + Hold - taken[0] >= 256 * Hold);
    }

    private static long Wait(LivingRun run, int cpu) =>
        run.Arguments(cpu, "lock_wait_end").Where(wait => wait.At < 2_000_000).Select(wait => wait.Argument).DefaultIfEmpty().Max();
}
