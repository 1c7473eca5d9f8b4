namespace Tickstorm.Tests.Living;

/// <summary>CPUs that wait until another one has executed their call function.</summary>
public class CallWaitTests
{
    [Fact] // Way there 200 ns, 400 ns to the stub, 100 ns to the handler, 20 us, and the way back; another caller's 20 us before it at times.
    public void A_sender_waits_for_the_way_there_the_handler_and_the_way_back()
    {
        LivingRun run = LivingRun.Of("calls-wait");
        Assert.InRange(run.Count("life", "callWaitNs", "p50"), 20_800, 21_600);
        Assert.InRange(run.Count("life", "callWaitNs", "max"), 21_600, 200_000);
        // 5,000 per second of the time that a CPU neither waits nor executes the calls of others.
        double share = run.Count("life", "callWaitTotalNs") / (8 * 200e6);
        Assert.InRange(share, 0.107 * 0.75, 0.107);
    }

    [Fact]
    public void No_cpu_sends_a_second_call_before_the_first_is_answered()
    {
        LivingRun run = LivingRun.Traced("calls-wait", "native-lapic");
        for (int cpu = 0; cpu < 8; cpu++)
        {
            long[] sent = run.Times(cpu, "ipi_sent");
            Assert.True(sent.Length > 500);
            for (int i = 1; i < sent.Length; i++) Assert.True(sent[i] - sent[i - 1] >= 20_800);
        }
    }

    [Fact]
    public void A_cpu_that_waits_takes_ticks_and_calls_meanwhile()
    {
        LivingRun run = LivingRun.Traced("calls-wait", "native-lapic");
        Assert.Equal((0, 0), (run.Count("ticks", "missing"), run.Count("ticks", "lost")));
        int within = 0;
        for (int cpu = 0; cpu < 8; cpu++)
        {
            // At least 20.8 us follow each sending in which the CPU waits.
            long[] sent = run.Times(cpu, "ipi_sent"), entries = run.Times(cpu, "call_function_entry");
            within += sent.Sum(at => entries.Count(entry => entry > at && entry < at + 20_000));
            Assert.DoesNotContain(entries, entry => sent.Contains(entry));
        }

        Assert.True(within > 100);
    }

    [Fact]
    public void Without_wait_a_call_costs_its_sender_nothing()
    {
        LivingRun run = LivingRun.Traced("calls-wait", "native-lapic", "--set", "workload.ipi.wait=false");
        long[] sent = run.Times(0, "ipi_sent");
        Assert.Contains(sent.Zip(sent.Skip(1)), pair => pair.Second - pair.First < 20_000);
    }
}
