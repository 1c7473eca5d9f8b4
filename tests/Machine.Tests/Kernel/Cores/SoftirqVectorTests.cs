using Tickstorm.Engine;
using Tickstorm.Engine.Window;
using Tickstorm.Kernel.Designs;
using Tickstorm.Scenarios;
using Tickstorm.Simulation;
using Tickstorm.Tests.Engine;
using Tickstorm.Tests.Engine.Window;
using Tickstorm.Tracing;

namespace Tickstorm.Tests.Kernel.Cores;

/// <summary>Softirqs by vector.</summary>
public class SoftirqVectorTests
{
    private static readonly SoftirqRate s_rcu = new()
    {
        Cpus = [0], Vector = SoftirqVector.Rcu, PerMillion = 250_000, Length = DurationTable.Constant(20_000),
    };

    private static readonly SoftirqRate s_timer = new() { Vector = SoftirqVector.Timer, Length = DurationTable.Constant(10_000) };

    [Fact]
    public void Each_vector_runs_after_its_share_of_a_CPUs_interrupts_for_as_long_as_it_takes()
    {
        TraceRecord[] ran = Ran(With(s_rcu, s_timer));
        Assert.Equal(50, ran.Count(one => one.Cpu == 0 && one.Vector == (int)SoftirqVector.Rcu));
        Assert.DoesNotContain(ran, one => one.Cpu == 1 && one.Vector == (int)SoftirqVector.Rcu);
        Assert.All((int[])[0, 1], cpu => Assert.Equal(200, ran.Count(one => one.Cpu == cpu && one.Vector == (int)SoftirqVector.Timer)));
        Assert.All(ran, one => Assert.Equal(one.Vector == (int)SoftirqVector.Rcu ? 20_000 : 10_000, one.Argument));
    }

    [Fact]
    public void Pending_ones_run_in_the_order_of_their_numbers()
    {
        TraceRecord[] ran = [.. Ran(With(s_rcu, s_timer)).Where(one => one.Cpu == 0)];
        for (int i = 0; i < ran.Length; i++)
        {
            if (ran[i].Vector == (int)SoftirqVector.Rcu) Assert.Equal(ran[i].Time - 20_000, ran[i - 1].Time);
        }
    }

    [Fact]
    public void A_softirq_that_lasts_longer_than_a_period_is_interrupted_by_ticks_and_delays_none()
    {
        SoftirqRate slow = new() { Vector = SoftirqVector.NetRx, PerMillion = 100_000, Length = DurationTable.Constant(1_500_000) };
        Scenario scenario = With(slow);
        Assert.Equal(400, Simulator.Run(scenario, "native-lapic", new EngineOptions { Check = true }).Ticks.Handled);
        Assert.All(Ran(scenario), one => Assert.True(one.Argument > 1_500_000, $"{one.Argument}"));
    }

    [Theory]
    [InlineData("native-lapic")]
    [InlineData("irq0-edge")]
    public void All_engines_run_them_alike(string design)
    {
        Scenario scenario = With(s_rcu, s_timer with { Length = new DurationTable([(5_000, 2), (300_000, 1)]) });
        Agreement.Holds(
            () => new SmpMachine(scenario, DesignLibrary.Find(design)!), scenario.Run.DurationNs, trace: true, threadCounts: [1, 2],
            windows: [10_000, 1_000_000, 0]);
    }

    // At times at which vectors are pending, run, or are interrupted by a tick.
    [Theory]
    [InlineData("native-lapic")]
    [InlineData("irq0-edge")]
    public void A_run_that_is_restored_in_the_middle_of_them_ends_like_one_that_goes_on(string design)
    {
        SoftirqRate slow = new() { Vector = SoftirqVector.NetRx, PerMillion = 300_000, Length = DurationTable.Constant(1_300_000) };
        Scenario scenario = With(s_rcu, s_timer, slow);
        MachinePlan plan = new(scenario, DesignLibrary.Find(design)!);
        byte[] expected = Advanced(plan, null, scenario.Run.DurationNs);
        for (long at = 1_003_000; at < 40_000_000; at += 1_207_000)
            Assert.Equal(expected, Advanced(plan, Advanced(plan, null, at), scenario.Run.DurationNs));
    }

    // A machine at time 0, or as it was saved, executed until a time and saved.
    private static byte[] Advanced(MachinePlan plan, byte[]? saved, long untilNs)
    {
        int all = plan.ProcessCount;
        MachineSpan span = new(plan, perCpu: true, new ProcessRanges([0, all]), 0, workers: 1, windowNs: 0, null, new Nobody());
        if (saved is not null)
        {
            MachineBlock block = MachineBlock.FromBytes(saved, plan.Fingerprint);
            foreach ((int process, byte[] state) in block.States) span.Load(process, state);
            foreach (Message message in block.Undelivered) span.AddUndelivered(in message);
            span.AddMeasured(block.Measured);
        }

        span.Begin();
        span.Run(new SpanOrder(span.EarliestNs, untilNs, long.MaxValue, TimeSpan.FromMinutes(1)));
        return span.Save([(0, all, true)], untilNs, size => new byte[size])[0];
    }

    private static Scenario With(params SoftirqRate[] vectors)
    {
        Scenario scenario = Given.Aligned(2, TickMode.OneShot, 200);
        return scenario with { Workload = scenario.Workload with { Softirqs = new SoftirqLoad { Vectors = vectors } } };
    }

    private static TraceRecord[] Ran(Scenario scenario)
    {
        Records records = new();
        Simulator.Run(scenario, "native-lapic", new EngineOptions(), records);
        return [.. records.All.Where(record => record.Kind == TraceKind.SoftirqRan)];
    }

    private sealed class Records : ITraceSink
    {
        public List<TraceRecord> All { get; } = [];

        public void Write(ReadOnlySpan<TraceRecord> records) => All.AddRange(records);
    }
}
