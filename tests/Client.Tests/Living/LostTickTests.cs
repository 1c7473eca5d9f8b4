using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>What a line that all CPUs share does to ticks, jiffies and the CPUs that wait for them.</summary>
public class LostTickTests
{
    [Fact] // S20
    public void Handler_entries_beyond_the_count_of_interrupts_are_the_runs_again()
    {
        LivingRun run = LivingRun.Traced("re-runs", "irq0-edge");
        int entries = Enumerable.Range(0, 8).Sum(cpu => run.Times(cpu, "irq_handler_entry").Length);
        Assert.True(run.Count("spuriousRuns") > 0 && run.Count("ticks", "lost") > 0);
        Assert.Equal(run.Count("ticks", "handled") + run.Count("spuriousRuns"), entries);
    }

    [Theory] // S21
    [InlineData("irq0-edge")]
    [InlineData("irq0-level")]
    [InlineData("irq0-fasteoi")]
    public void After_one_collision_all_but_one_are_silent(string design)
    {
        LivingRun run = LivingRun.Traced("first-collision", design);
        Assert.Equal(7, run.Count("stalledCpus"));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 49], run.OfCpus("raised").Order());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 49], run.OfCpus("handled").Order());
    }

    [Fact] // S22
    public void With_percpu_every_cpu_keeps_its_period()
    {
        LivingRun run = LivingRun.Traced("first-collision", "irq0-percpu-reserved");
        Assert.All(run.OfCpus("handled"), handled => Assert.Equal(49, handled));
        for (int cpu = 0; cpu < 8; cpu++)
        {
            long[] entries = run.Times(cpu, "irq_handler_entry");
            Assert.Equal(49, entries.Length);
            for (int i = 1; i < entries.Length; i++) Assert.InRange(entries[i] - entries[i - 1], 999_000, 1_001_000);
        }
    }

    [Fact] // S23: r/(1+r) and r e^r/(1 + r e^r), r the part of a period that 63 others hold the line.
    public void Periodic_ticks_of_independent_phases_are_lost_as_one_server_loses_calls()
    {
        double[] lost = [0, 0];
        const int Seeds = 24;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            LivingRun run = LivingRun.Of("periodic-random", "--seed", $"{seed}");
            for (int i = 0; i < 2; i++)
            {
                JsonElement ticks = run.Designs[i].GetProperty("ticks");
                lost[i] += (double)LivingRun.Count(ticks, "lost") / LivingRun.Count(ticks, "expected") / Seeds;
            }
        }

        const double R = 63 * 5.5e-6 / 1e-3;
        Assert.InRange(lost[0], R / (1 + R) - 0.03, R / (1 + R) + 0.03);
        double edge = R * Math.Exp(R) / (1 + R * Math.Exp(R));
        Assert.InRange(lost[1], edge - 0.04, edge + 0.04);
    }

    [Fact] // S23: always aligned.
    public void Of_aligned_periodic_ticks_the_winner_has_all_and_each_loser_none()
    {
        LivingRun run = LivingRun.Of("timekeeper-wins", "--designs", "irq0-fasteoi");
        Assert.Equal([49, 0, 0, 0, 0, 0, 0, 0], run.OfCpus("handled"));
        Assert.All(run.OfCpus("raised"), raised => Assert.Equal(49, raised));
    }

    [Theory]
    [InlineData("timekeeper-wins", "x2", 98)] // S24
    [InlineData("timekeeper-loses", "frozen", 0)] // S25
    public void Periodic_edge_ticks_count_jiffies_twice_or_never(string scenario, string state, long jiffies)
    {
        JsonElement count = LivingRun.Of(scenario).Design.GetProperty("jiffies");
        Assert.Equal((state, jiffies), (count.GetProperty("state").GetString(), LivingRun.Count(count, "actual")));
    }

    [Fact] // S26
    public void A_one_shot_run_again_adds_no_jiffy()
    {
        LivingRun run = LivingRun.Of("first-collision", "--designs", "irq0-edge");
        Assert.Equal((1, 49), (run.Count("spuriousRuns"), run.Count("jiffies", "actual")));
        Assert.Equal(1, run.Count("life", "timekeeping", "largestStep"));
    }

    [Fact] // S29
    public void An_ipi_revives_no_silent_cpu_and_the_sleep_of_its_task_does()
    {
        LivingRun run = LivingRun.Traced("silent-revived", "irq0-edge");
        long[] raised = run.OfCpus("raised");
        for (int cpu = 1; cpu <= 2; cpu++)
        {
            Assert.Equal(1, raised[cpu]);
            Assert.NotEmpty(run.Times(cpu, "reschedule_entry"));
            Assert.DoesNotContain(run.Times(cpu, "timer_armed"), at => at > 1_100_000);
        }

        Assert.True(raised[3] > 1);
        Assert.NotEmpty(run.Times(3, "tick_restarted"));
    }

    [Theory] // S30: seven find jiffies standing at the same tick. From 6.19 on the gate lets one of them in.
    [InlineData("5.17", 0, 0)]
    [InlineData("6.1", 7, 0)]
    [InlineData("6.19", 1, 6)]
    public void The_gate_lets_one_cpu_at_a_time_update_standing_jiffies(string kernel, int calls, int turnedAway)
    {
        LivingRun run = LivingRun.Of("gate", "--kernel", kernel);
        long forced = run.Count("life", "timekeeping", "forced");
        Assert.Equal(calls > 0, forced >= 5);
        Assert.Equal(calls * forced, run.Count("life", "timekeeping", "forcedCalls"));
        Assert.Equal(turnedAway * forced, run.Count("life", "timekeeping", "turnedAway"));
    }

    [Theory] // S30
    [InlineData("5.17", 0)]
    [InlineData("6.1", 46)]
    [InlineData("6.19", 46)]
    public void A_live_cpu_updates_jiffies_that_stand_for_five_of_its_ticks(string kernel, long jiffies)
    {
        LivingRun run = LivingRun.Of("forced", "--kernel", kernel);
        Assert.Equal(jiffies, run.Count("jiffies", "actual"));
        Assert.Equal(jiffies / 5, run.Count("life", "timekeeping", "forced"));
    }
}
