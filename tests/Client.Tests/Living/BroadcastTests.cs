using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>Ticks by a device of the whole machine: one after the other under tick_broadcast_lock, and for CPUs that sleep.</summary>
public class BroadcastTests
{
    // Pin and handler 750 ns, lock and mask 100, 255 writes of 100 each, IPI 1,200, entry 400; before 4.2 the local handler's 5,000.
    [Theory]
    [InlineData("2.6.24", 32_950, 2_550, 30_550)]
    [InlineData("4.1", 32_950, 2_550, 30_550)]
    [InlineData("4.2", 27_950, 2_440, 25_550)]
    [InlineData("6.19", 27_950, 2_440, 25_550)]
    public void Each_cpus_tick_is_late_by_its_place_in_the_loop(string kernel, long latest, long late, long hold)
    {
        foreach (JsonElement design in LivingRun.Of("broadcast-periodic", "--kernel", kernel).Designs)
        {
            Assert.Equal(2_560, LivingRun.Count(design, "ticks", "handled"));
            Assert.Equal(latest, LivingRun.Count(design, "latencyNs", "max"));
            Assert.Equal(late, LivingRun.Count(design, "ticks", "late"));
            JsonElement cause = Assert.Single(design.GetProperty("lateCauses").EnumerateArray());
            Assert.Equal(("lock", 2), (cause.GetProperty("cause").GetString(), cause.GetProperty("id").GetInt32()));
            Assert.Equal(hold, LivingRun.Count(design, "broadcast", "holdMaxNs"));
            Assert.Equal(2_550, LivingRun.Count(design, "broadcast", "icrWrites"));
        }
    }

    [Fact]
    public void Its_own_tick_waits_for_the_others_from_4_2_on_and_they_for_it_before()
    {
        Assert.Equal(850, OwnLatencyNs("4.1"));
        Assert.Equal(26_350, OwnLatencyNs("4.2"));
    }

    [Fact] // 64 writes in place of 1,023.
    public void Cluster_mode_reaches_sixteen_cpus_with_each_write()
    {
        LivingRun run = LivingRun.Of(
            "broadcast-periodic", "--kernel", "6.1", "--cpus", "1024", "--set", "machine.apic=x2apic", "--set", "machine.delivery=cluster",
            "--designs", "pit-broadcast");
        Assert.Equal(640, run.Count("broadcast", "icrWrites"));
        Assert.InRange(run.Count("latencyNs", "max"), 8_000, 15_000);
    }

    [Fact] // S35
    public void A_cpu_that_sleeps_where_its_timer_stops_is_woken_by_exactly_one_ipi_when_its_event_comes()
    {
        LivingRun run = LivingRun.Traced("broadcast-wakes", "native-lapic");
        long sleeps = Ipis(run);
        Assert.Equal(sleeps, run.Count("broadcast", "targets"));
        Assert.Equal(sleeps, run.Count("broadcast", "accepted"));
        Assert.Equal(0, run.Count("broadcast", "coalesced"));
        Assert.Equal(0, run.Count("ticks", "missing"));
        // Nothing else wakes them: each wake is one IPI and one run of the handler, at its event and at most 20 us after.
        Assert.Equal(sleeps, run.Count("broadcast", "exits"));
        Assert.True(run.Count("broadcast", "programs") >= 30);
        foreach (int cpu in (int[])[1, 2])
        {
            long[] events = [.. run.Arguments(cpu, "timer_armed").Select(armed => armed.Argument)];
            long[] entries = run.Times(cpu, "local_timer_entry");
            Assert.True(entries.Length > (cpu == 1 ? 28 : 7), $"{entries.Length} on CPU {cpu}");
            Assert.All(entries, at => Assert.Contains(events.Prepend(cpu == 1 ? 3_000_000 : 11_000_000), due => at - due is > 0 and < 20_000));
        }
    }

    [Theory] // S36
    [InlineData("2.6.26", 0, 25)]
    [InlineData("2.6.38", 1, 103)]
    [InlineData("2.6.39", 0, 25)]
    public void A_bit_that_sticks_keeps_the_device_from_being_armed_for_the_first_sleep(string kernel, long unarmed, long wakesMs)
    {
        LivingRun run = LivingRun.Traced("broadcast-stale", "native-lapic", "--kernel", kernel);
        Assert.Equal(unarmed, run.Count("broadcast", "unarmed"));
        // Its first sleep that is deep begins 5.3 ms after the start; it wakes by its own event, or by CPU 0's.
        long woken = run.Times(1, "local_timer_entry").First(at => at > 9_000_000);
        Assert.InRange(woken, wakesMs * 1_000_000, wakesMs * 1_000_000 + 400_000);
    }

    [Fact] // The recording of an HPET that pulses twice: 1,004, 502, 502, 501.
    public void Two_broadcasts_at_a_time_are_one_where_the_first_is_still_pending()
    {
        LivingRun run = LivingRun.Of("broadcast-merged");
        Assert.Equal([1_004L, 502, 502, 502], run.OfCpus("handled"));
        Assert.Equal([0L, 502, 502, 502], run.OfCpus("coalesced"));
        Assert.Equal(3 * 502, run.Count("broadcast", "coalesced"));
        Assert.Equal(
            run.Count("broadcast", "targets"),
            run.Count("broadcast", "accepted") + run.Count("broadcast", "coalesced") + run.Count("broadcast", "inFlight"));
    }

    [Fact]
    public void Sixty_four_sleepers_are_all_woken_and_none_is_lost()
    {
        LivingRun run = LivingRun.OfLibrary("broadcast-64", "--set", "run.duration=300ms");
        Assert.Equal(0, run.Count("ticks", "missing"));
        Assert.True(run.Count("broadcast", "targets") > 500);
        Assert.Equal(run.Count("broadcast", "targets"), run.Count("broadcast", "accepted"));
        Assert.Contains(run.Design.GetProperty("lateCauses").EnumerateArray(), cause => cause.GetProperty("cause").GetString() == "lock");
    }

    [Fact]
    public void The_cpu_whose_hrtimer_is_the_device_sleeps_lightly()
    {
        LivingRun run = LivingRun.Of("broadcast-wakes", "--set", "tick.broadcast=hrtimer");
        Assert.True(run.Count("broadcast", "busy") > 5);
        Assert.Equal(0, run.Count("ticks", "missing"));
        ClientRun old = ClientRun.Real(
            ["compare", LivingRun.PathOf("broadcast-wakes"), "--set", "tick.broadcast=hrtimer", "--kernel", "3.14", "--json", "-"]);
        Assert.Equal(2, old.ExitCode);
        Assert.Contains("3.15", old.Error, StringComparison.Ordinal);
    }

    private static long OwnLatencyNs(string kernel)
    {
        LivingRun run = LivingRun.Traced("broadcast-periodic", "pit-broadcast", "--kernel", kernel, "--set", "run.duration=1.5ms");
        return run.Times(0, "irq_handler_entry")[0] - run.Times(0, "tick_raised")[0];
    }

    private static long Ipis(LivingRun run) =>
        Enumerable.Range(0, 3).Sum(cpu => run.Times(cpu, "ipi_sent").LongLength);
}
