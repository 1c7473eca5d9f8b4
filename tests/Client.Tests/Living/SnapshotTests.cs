using System.Text.Json;

namespace Tickstorm.Tests.Living;

/// <summary>A guest that is saved and restored: which timers survive, by the rules of their chips.</summary>
public class SnapshotTests
{
    private const string At = "workload.snapshots=[{at: 5.4ms, outside: 2.3ms, ";

    // Both CPUs have armed 6 ms at 5.0054 ms; by a clock that goes on it is due when they are back.
    [Theory]
    [InlineData("counters: remaining", "oneshot", "kept", null, 11, 12)]
    [InlineData("counters: restarted", "oneshot", "late", 394_600L, 11, 12)]
    [InlineData("counters: elapsed", "oneshot", "atOnce", null, 11, 12)]
    [InlineData("tsc: continues", "oneshot", "late", 600_000L, 12, 14)]
    [InlineData("tsc: continues, counters: elapsed", "oneshot", "atOnce", null, 13, 14)]
    [InlineData("tsc: lost, clock: continues", "oneshot", "late", 600_000L, 12, 14)]
    [InlineData("counters: remaining", "periodic", "kept", null, 11, 12)]
    [InlineData("counters: restarted", "periodic", "late", 400_000L, 11, 12)]
    [InlineData("counters: elapsed", "periodic", "atOnce", null, 13, 12)] // 5.4, and 5.7 to 11.7
    public void A_count_goes_on_as_its_hypervisor_restores_it(string how, string mode, string fate, long? latest, int ticks, int jiffies)
    {
        LivingRun run = LivingRun.Of("snapshot-timers", "--mode", mode, "--set", At + how + "}]");
        JsonElement snapshot = Assert.Single(run.Design.GetProperty("snapshots").EnumerateArray());
        Assert.Equal((2, 2), (LivingRun.Count(snapshot, "timers"), LivingRun.Count(snapshot, fate)));
        Assert.Equal(latest, snapshot.GetProperty("latestNs").ValueKind == JsonValueKind.Null ? null : LivingRun.Count(snapshot, "latestNs"));
        Assert.Equal([ticks, ticks], run.OfCpus("handled"));
        Assert.Equal(jiffies, run.Count("jiffies", "expected"));
        Assert.Equal(0, run.Count("ticks", "dropped") + run.Count("ticks", "coalesced") + run.Count("ticks", "pending"));
    }

    [Theory] // 1,193 clocks are 999.848 us.
    [InlineData("counters: remaining", "kept", 12)]
    [InlineData("counters: restarted", "late", 11)]
    [InlineData("counters: elapsed", "atOnce", 13)]
    public void The_pit_counts_its_latch_down_as_it_is_restored(string how, string fate, int ticks) =>
        AssertBroadcast("pit-broadcast", how, fate, ticks);

    [Theory] // A main counter that begins at 0 meets the comparator as late as the guest had run; one that has passed it a wrap later.
    [InlineData("counters: remaining", "kept", 11)]
    [InlineData("counters: restarted", "late", 6)]
    [InlineData("counters: elapsed", "silent", 5)]
    public void The_hpet_compares_for_equality(string how, string fate, int ticks) => AssertBroadcast("hpet-broadcast", how, fate, ticks);

    [Theory] // Real time is what the guest's clock shows; available time stands still outside.
    [InlineData("vmi-percpu", "2.6.24", "atOnce")]
    [InlineData("vmi-own-vector", "2.6.21", "kept")]
    public void An_alarm_expires_by_its_own_counter(string design, string kernel, string fate)
    {
        LivingRun run = LivingRun.Of("snapshot-timers", "--designs", design, "--kernel", kernel, "--set", At + "tsc: continues}]");
        Assert.Equal(2, LivingRun.Count(run.Design.GetProperty("snapshots")[0], fate));
        Assert.Equal("ok", run.Design.GetProperty("jiffies").GetProperty("state").GetString());
    }

    [Theory] // Armed for a TSC of 6 ms; a new vCPU's counts from 0 at 5.4 ms.
    [InlineData("tsc: restored", "kept", null, 11)]
    [InlineData("tsc: continues", "atOnce", null, 13)]
    [InlineData("tsc: restored, order: deadline-before-tsc, deadline: sdm", "kept", null, 11)]
    [InlineData("tsc: restored, order: deadline-before-tsc", "late", 5_400_000L, 6)]
    [InlineData("tsc: restored, order: deadline-before-mode", "silent", null, 5)]
    [InlineData("tsc: restored, order: deadline-before-mode, deadline: sdm", "silent", null, 5)]
    [InlineData("tsc: continues, clock: restored", "atOnce", null, 11)] // Nothing is due by the clock: it is armed again.
    [InlineData("tsc: lost, clock: restored", "late", 5_400_000L, 6)]
    public void A_deadline_is_compared_with_the_tsc_that_it_finds(string how, string fate, long? latest, int ticks)
    {
        LivingRun run = LivingRun.Of("snapshot-timers", "--designs", "native-deadline", "--set", At + how + "}]");
        JsonElement snapshot = run.Design.GetProperty("snapshots")[0];
        Assert.Equal((2, 2), (LivingRun.Count(snapshot, "timers"), LivingRun.Count(snapshot, fate)));
        Assert.Equal(latest, snapshot.GetProperty("latestNs").ValueKind == JsonValueKind.Null ? null : LivingRun.Count(snapshot, "latestNs"));
        Assert.Equal([ticks, ticks], run.OfCpus("handled"));
    }

    [Theory]
    [InlineData("xen-singleshot")]
    [InlineData("hyperv-stimer")]
    public void A_time_of_the_hypervisors_clock_needs_no_tsc(string design)
    {
        LivingRun run = LivingRun.Of("snapshot-timers", "--designs", design, "--set", At + "order: deadline-before-mode}]");
        Assert.Equal(2, LivingRun.Count(run.Design.GetProperty("snapshots")[0], "kept"));
        Assert.Equal(0, run.Count("ticks", "missing"));
    }

    [Fact]
    public void A_tick_that_is_due_at_the_return_is_handled_at_once_and_jiffies_catch_up()
    {
        LivingRun run = LivingRun.Traced("snapshot-timers", "native-lapic", "--set", At + "tsc: continues, counters: elapsed}]");
        foreach (int cpu in (int[])[0, 1])
        {
            (long at, long outside) = Assert.Single(run.Arguments(cpu, "guest_restored"));
            Assert.Equal((5_400_000, 2_300_000), (at, outside));
            Assert.Contains(5_400_400, run.Times(cpu, "local_timer_entry"));
            // Its grid is by the guest's clock: 7.7 ms are 5.4, 8 ms are 5.7.
            Assert.Contains(5_700_400, run.Times(cpu, "local_timer_entry"));
        }

        Assert.Equal(14, run.Count("jiffies", "actual"));
    }

    [Fact]
    public void The_table_says_which_timers_survived()
    {
        string text = ClientRun.Real("run", "snapshot-restore").Output;
        Assert.Contains("saved at 12.4ms and 2s away; of 4 armed timers 4 kept their time.", text, StringComparison.Ordinal);
        Assert.Contains("fired at once", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{outside: 1ms}]", "lacks at")]
    [InlineData("[{at: 1ms, tsc: lost}]", "would stand still")]
    [InlineData("[{at: 20ms}]", "the run ends at 12ms")]
    [InlineData("[{at: 1ms, order: wrong}]", "one of right, deadline-before-tsc, deadline-before-mode")]
    public void What_cannot_be_is_said(string snapshots, string sentence)
    {
        ClientRun run = ClientRun.Real("run", LivingRun.PathOf("snapshot-timers"), "--set", "workload.snapshots=" + snapshots);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private static void AssertBroadcast(string design, string how, string fate, int ticks)
    {
        LivingRun run = LivingRun.Of("snapshot-timers", "--designs", design, "--set", At + how + "}]");
        JsonElement snapshot = run.Design.GetProperty("snapshots")[0];
        Assert.Equal((1, 1), (LivingRun.Count(snapshot, "timers"), LivingRun.Count(snapshot, fate)));
        Assert.Equal([ticks, ticks], run.OfCpus("handled"));
        Assert.Equal(0, run.Count("ticks", "coalesced"));
    }
}
